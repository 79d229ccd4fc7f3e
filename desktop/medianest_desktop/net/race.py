"""Tries several addresses at once and takes the first that works."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import structlog

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError, most_telling

log = structlog.get_logger()

HEAD_START = 0.15
"""Seconds by which an address is ahead of the next: the likelier one wins where both work."""

T = TypeVar("T")
Attempt = Callable[[Address], Awaitable[T]]


async def race(candidates: Sequence[Address], attempt: Attempt[T], *, seconds: float) -> T:
    """What `attempt` brings for the first address at which it works.

    `attempt` fails with NoAnswerError, or with UnreachableError if it has tried more than one.
    Raises UnreachableError, with one try or more for every address, within `seconds`.
    """
    running = {
        asyncio.get_running_loop().create_task(
            _after(place * HEAD_START, attempt, address)
        ): address
        for place, address in enumerate(dict.fromkeys(candidates))
    }
    tries: list[Try] = []
    try:
        async with asyncio.timeout(seconds):
            return await _winner(running, tries)
    except TimeoutError:
        tries += [Try(address, "timeout") for address in running.values()]
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    raise UnreachableError(most_telling(tries), tuple(tries))


async def _after(delay: float, attempt: Attempt[T], address: Address) -> T:
    await asyncio.sleep(delay)
    return await attempt(address)


async def _winner(running: dict[asyncio.Task[T], Address], tries: list[Try]) -> T:
    while running:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            address = running.pop(task)
            with suppress(_Lost):
                return _outcome(task, address, tries)
    raise UnreachableError(most_telling(tries), tuple(tries))


class _Lost(Exception):  # noqa: N818 - no error: another address may still win
    pass


def _outcome(task: asyncio.Task[T], address: Address, tries: list[Try]) -> T:
    try:
        return task.result()
    except NoAnswerError as failure:
        tries.append(Try(address, failure.reason, failure.detail))
    except UnreachableError as failure:
        tries.extend(failure.tries)
    except Exception as failure:
        # The last resort: whoever is there must not keep the others from being found.
        log.exception("attempt_broke", address=str(address))
        tries.append(Try(address, "not_medianest", type(failure).__name__))
    raise _Lost
