"""The folder that Plex reads: whether it is really there, and how much room it has."""

import os
import shutil
from pathlib import Path

from medianest.kit.errors import UnprocessableError
from medianest.kit.wire import Wire

MARKER = ".medianest-media"
_WORDS = "This folder belongs to MediaNest. The file shows that the disk is mounted; keep it.\n"


class MediaFolderRefusedError(UnprocessableError):
    """The folder cannot be used; the message says why and what to do."""

    code = "media_folder_refused"
    title = "That folder cannot be used"


class MediaFolderState(Wire, frozen=True):
    """What is known of the media folder; sizes in bytes."""

    path: str
    mounted: bool
    writable: bool
    free: int
    total: int
    message: str = ""


def claim(folder: Path) -> None:
    """Make `folder` the media folder by leaving a marker file in it.

    A folder without the marker counts as not mounted later on, so that nothing is written into,
    or believed deleted from, an empty mount point. Raises MediaFolderRefusedError.
    """
    if not folder.is_absolute():
        raise MediaFolderRefusedError("Give the whole path, such as /srv/media.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        marker = folder / MARKER
        if not marker.exists():
            marker.write_text(_WORDS)
    except NotADirectoryError as wrong:
        raise MediaFolderRefusedError(f"{folder} is not a folder.") from wrong
    except FileExistsError as wrong:
        raise MediaFolderRefusedError(f"{folder} is a file, not a folder.") from wrong
    except OSError as wrong:
        raise MediaFolderRefusedError(
            f"MediaNest cannot write to {folder} ({wrong.strerror}). Give its user the right to."
        ) from wrong


def state(folder: Path) -> MediaFolderState:
    """Look at `folder` without changing it."""
    mounted = (folder / MARKER).is_file()
    writable = mounted and os.access(folder, os.W_OK | os.X_OK)
    message = "" if writable else _why(folder, mounted=mounted)
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return MediaFolderState(
            path=str(folder), mounted=mounted, writable=False, free=0, total=0, message=message
        )
    return MediaFolderState(
        path=str(folder),
        mounted=mounted,
        writable=writable,
        free=usage.free,
        total=usage.total,
        message=message,
    )


def _why(folder: Path, *, mounted: bool) -> str:
    if mounted:
        return f"MediaNest may not write to {folder}; give its user the right to."
    return f"{folder} is not mounted (its marker file {MARKER} is missing)."
