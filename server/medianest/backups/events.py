"""What the backups announce live, to those who manage them; the frames' `data`."""

from medianest.backups.schemas import Running
from medianest.infra.events import holders
from medianest.kit.wire import Wire

PERMISSION = "backups.manage"
AUDIENCE = holders(PERMISSION)
# `data` is a schemas.Running.
PROGRESS = "backup.progress"
UPDATED = "backup.updated"


class BackupUpdated(Wire, frozen=True):
    """The list or the status has changed: load it anew."""


__all__ = ["AUDIENCE", "PERMISSION", "PROGRESS", "UPDATED", "BackupUpdated", "Running"]
