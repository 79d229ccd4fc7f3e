"""Waiting for something to become true, with an end."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(
    condition: Callable[[], T], *, what: Callable[[], object] | str = "it", within: float = 60
) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + within
    while not (found := condition()):
        if time.monotonic() > deadline:
            missed = what if isinstance(what, str) else what()
            raise AssertionError(f"did not happen: {missed}")
        time.sleep(0.05)
    return found
