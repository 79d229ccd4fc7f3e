"""What tests of live events are made of."""

import asyncio
from typing import Any

import msgspec

from medianest.infra.events import Subscription, Viewer
from medianest.kit.ids import new_id


class Told(msgspec.Struct):
    """A frame, decoded."""

    id: str | None
    type: str
    at: str
    data: dict[str, Any]


def viewer(*permissions: str) -> Viewer:
    """Somebody new."""
    return Viewer(person=new_id(), permissions=frozenset(permissions), session=new_id())


def read(frame: bytes) -> Told:
    """Decode a frame as a client does."""
    return msgspec.json.decode(frame, type=Told)


async def following(subscription: Subscription, within: float = 60) -> Told:
    """The next frame."""
    async with asyncio.timeout(within):
        return read(await anext(subscription))


async def until_end(subscription: Subscription) -> list[Told]:
    """All frames until the subscription ends."""
    async with asyncio.timeout(60):
        return [read(frame) async for frame in subscription]
