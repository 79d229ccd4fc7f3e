"""The id that ties together everything that came of one request or job."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from medianest.kit.ids import new_id

_current: ContextVar[str] = ContextVar("correlation_id", default="")
# Narrow on purpose: an id that a stranger sends ends up in logs, rows and answers.
_well_formed = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}").fullmatch


def current() -> str:
    """The id of the present request or job; empty outside of any."""
    return _current.get()


def is_well_formed(candidate: str) -> bool:
    """Whether an id that came from outside may be taken over."""
    return _well_formed(candidate) is not None


@contextmanager
def bind(correlation_id: str = "") -> Iterator[str]:
    """Everything inside carries `correlation_id`, or a new one when it is empty."""
    bound = correlation_id or str(new_id())
    before = _current.set(bound)
    try:
        yield bound
    finally:
        _current.reset(before)
