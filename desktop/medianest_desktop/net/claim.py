"""Whether somebody is there who says of themselves what was announced of them."""

import asyncio

from medianest_desktop.net import trust
from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import Line, RefusedError
from medianest_desktop.net.found import Found
from medianest_desktop.net.tries import NoAnswerError

_SECONDS = 1.5
_MOST_HOSTS = 3


async def holds(found: Found) -> bool:
    """Whether one of its addresses answers under its id within 1.5 s. Trusts nobody for it."""
    asked = [_answers(address, found) for address in found.addresses[:_MOST_HOSTS]]
    return any(await asyncio.gather(*asked))


async def _answers(address: Address, found: Found) -> bool:
    try:
        async with asyncio.timeout(_SECONDS):
            return await _id_at(address) == found.id
    except (NoAnswerError, RefusedError, TimeoutError):
        return False


async def _id_at(address: Address) -> str:
    if address.scheme == "https" and (shown := (await trust.leaf_at(address)).appliance_id):
        return shown
    async with Line.to_anybody(address) as line:
        return (await line.info()).instance_id
