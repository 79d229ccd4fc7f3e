"""Files and folders, handled so that a crash or a stranger does no harm."""

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path

_PRIVATE_FOLDER = 0o700
# Windows cannot open a folder, and some network file systems refuse to sync one; a disk that
# fails to write is another matter.
_CANNOT_SYNC = {errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM}
_PRIVATE_FILE = 0o600


def private_folder(path: Path) -> Path:
    """Make `path` and what leads to it; nobody but this user may enter it."""
    path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.chmod(_PRIVATE_FOLDER)
    return path


def atomic_write(path: Path, content: bytes | str, *, mode: int = _PRIVATE_FILE) -> None:
    """Replace `path` by `content`, or leave it as it was; on disk when this returns."""
    temporary = _write_beside(path, content, mode)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_in_place(made: Path, place: Path) -> None:
    """Give what was written and synced its name; the name is on disk when this returns."""
    made.rename(place)
    sync_folder(place.parent)


def create_once(path: Path, content: bytes | str, *, mode: int = _PRIVATE_FILE) -> bool:
    """Write `path` whole unless it exists; False when it does. Of two at once, one wins."""
    temporary = _write_beside(path, content, mode)
    try:
        # A hard link fails where a rename would replace.
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync(path: Path) -> None:
    """Have the file `path` on disk when this returns. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on disk, as far as its file system can promise that."""
    try:
        sync(folder)
    except OSError as refused:
        if refused.errno not in _CANNOT_SYNC:
            raise


def free_space(path: Path) -> int:
    """Bytes that this user may still write where `path` is, or will be."""
    return shutil.disk_usage(_nearest_existing(path)).free


def weight(place: Path) -> int:
    """Bytes of a file, or of all files below a folder; what is gone meanwhile weighs nothing."""
    below = [Path(inside, name) for inside, _, names in os.walk(place) for name in names]
    total = 0
    for path in [place] if place.is_file() else below:
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total


def is_inside(path: Path, folder: Path) -> bool:
    """Whether `path` lies in `folder` once links and `..` are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _nearest_existing(path: Path) -> Path:
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def _write_beside(path: Path, content: bytes | str, mode: int) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
