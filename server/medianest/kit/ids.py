"""Identifiers that sort by the time of their making."""

from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

Ids = Callable[[], UUID]


def new_id() -> UUID:
    """Make a version 7 UUID (RFC 9562): unguessable enough for a name, not for a secret."""
    return uuid7()
