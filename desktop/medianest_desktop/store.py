"""Small JSON files that are either the old or the new one, never half of it."""

import os
import re
import stat
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec
import structlog

log = structlog.get_logger()

T = TypeVar("T")

# What `save` writes into before it is the file: `.settings.json.` and what mkstemp adds.
_UNFINISHED: Final = re.compile(r"\.[a-z]+\.json\.[a-z0-9_]{8}")
# No save takes so long, whoever makes it.
_OLD: Final = timedelta(hours=1)


def sweep(folder: Path, *, now: float | None = None) -> None:
    """Remove what a `save` that was killed has left in `folder`: our own old files, no others."""
    latest = (time.time() if now is None else now) - _OLD.total_seconds()
    for path in folder.iterdir():
        try:
            if _UNFINISHED.fullmatch(path.name) and _is_left(path.lstat(), latest):
                path.unlink()
                log.info("unfinished_removed", path=str(path))
        except OSError as failure:
            log.warning("unfinished_stays", path=str(path), reason=repr(failure))


def _is_left(about: os.stat_result, latest: float) -> bool:
    # Windows knows no owner by number, and gives every person a folder of their own.
    own = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    return own and stat.S_ISREG(about.st_mode) and about.st_mtime < latest


class JsonFile(Generic[T]):
    """One value of type `kind` in one file that only its owner may read.

    A file that cannot be understood is put aside as `<name>.broken`: the client must start anyway.
    """

    def __init__(self, path: Path, kind: type[T]) -> None:
        self.path = path
        self._decoder = msgspec.json.Decoder(kind)

    def load(self) -> T | None:
        """What was saved last; None if there is nothing, or nothing that can be read."""
        try:
            return self._decoder.decode(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as failure:
            self._put_aside(str(failure))
        except OSError as failure:
            log.warning("file_unreadable", path=str(self.path), reason=repr(failure))
        return None

    def save(self, value: T) -> None:
        """Replace the file as a whole. Raises OSError when the disk does not take it."""
        text = msgspec.json.format(msgspec.json.encode(value), indent=2)
        # mkstemp makes it 0600 from its first moment on.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def delete(self) -> None:
        """Remove the file if it is there. Raises OSError when the disk does not let it go."""
        self.path.unlink(missing_ok=True)

    def _put_aside(self, reason: str) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken")
        log.warning("file_broken", path=str(self.path), aside=str(aside), reason=reason)
        try:
            self.path.replace(aside)
        except OSError as failure:
            log.warning("file_stays", path=str(self.path), reason=repr(failure))
