"""Waiting for something to become true, with an end."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def until(
    condition: Callable[[], T], *, what: Callable[[], object] | str = "it", within: float = 120
) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + within
    while not (found := condition()):
        if time.monotonic() > deadline:
            missed = what if isinstance(what, str) else what()
            raise AssertionError(f"did not happen: {missed}")
        time.sleep(0.05)
    return found


async def soon(holds: Callable[[], bool | Awaitable[bool]], *, within: float = 120) -> None:
    """The same without blocking the loop, for what is in this process or asked of it."""
    async with asyncio.timeout(within):
        while True:
            answer = holds()
            if answer is True or (not isinstance(answer, bool) and await answer):
                return
            # What is waited for may be in another process or in the database: nothing to set.
            await asyncio.sleep(0.01)
