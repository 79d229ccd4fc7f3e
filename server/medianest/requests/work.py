"""The background work that requests ask for."""

from typing import Final
from uuid import UUID

import msgspec

from medianest.kit.media import TitleKey

DESCRIBE: Final = "requests.describe"
RECONCILE: Final = "requests.reconcile"


class Describe(msgspec.Struct, frozen=True):
    """Find out what the title of a request is; then tell and decide, if that had to wait for it."""

    request: UUID
    undecided: bool = False


class Reconcile(msgspec.Struct, frozen=True):
    """See what Plex and the catalogue have of these titles now."""

    keys: list[TitleKey]


def subject(request: UUID) -> str:
    """What jobs about a request are about."""
    return f"request:{request}"
