"""The orders that are given to the background work of the library."""

from typing import Final
from uuid import UUID

import msgspec

from medianest.plex.library.schemas import Trigger

SYNC: Final = "plex.sync_server"


class Sync(msgspec.Struct, frozen=True, kw_only=True):
    """Which libraries of the server behind `service` to read, None for all, and how.

    With `keys` only those items are looked at. `agreed` is a held reading whose deletions the
    owner has agreed to.
    """

    service: str = "plex"
    full: bool = False
    libraries: list[int] | None = None
    keys: list[int] = []
    trigger: Trigger = "schedule"
    agreed: UUID | None = None

    @property
    def unique(self) -> str:
        """Orders with the same are one while it waits or runs."""
        if self.agreed is not None:
            return f"{SYNC}:agreed:{self.agreed}"
        libraries = ",".join(str(key) for key in self.libraries or ())
        keys = ",".join(str(key) for key in sorted(self.keys))
        return f"{SYNC}:{self.service}:{self.full}:{libraries}:{keys}"
