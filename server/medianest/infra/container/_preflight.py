"""Whether the folders can carry what is going to lie in them: each thing tried, as who we are."""

import errno
import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medianest.infra.container._belongings import belongings
from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.paths import free_space

# What a new database weighs, with some room for the first day.
_LEAST_FREE = 80_000_000
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ON_A_SHARE = (
    "Databases do not survive on network shares (SMB, NFS) or on exFAT and NTFS disks. "
    "Put the data folder on a disk of this machine; media may lie on a share."
)


def look_at_data(folder: Path) -> None:
    """Try in the folder all that a database relies on; raises OwnerMustActError with the cure."""
    _make(folder)
    try:
        _all_ours(folder)
        with _trial(folder) as trial:
            # In this order: the mode of what is not ours could not even be tried.
            _keeps_owners(trial, folder)
            _keeps_modes(trial, folder)
            _keeps_promises(trial / "file")
    except OSError as wrong:
        raise _refusal(folder, wrong) from wrong


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise OwnerMustActError(
            f"The data directory {folder} cannot be made ({wrong.strerror}). "
            "Choose another one with data_dir, or give this user the right to write there."
        ) from wrong


def look_at_room(folder: Path) -> None:
    """Refuse to begin on a disk that is as good as full."""
    free = free_space(folder)
    if free < _LEAST_FREE:
        raise OwnerMustActError(_too_full(folder, free))


@contextmanager
def _trial(folder: Path) -> Iterator[Path]:
    trial = folder / f".trial-{secrets.token_hex(6)}"
    trial.mkdir(mode=0o777)
    try:
        yield trial
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _all_ours(folder: Path) -> None:
    """Whoever is not root can use only what is theirs, and Postgres insists on it."""
    us = os.geteuid()
    # Root hands its children's folders over to them, so several owners are right there.
    if us == 0:
        return
    for path in [path for path in belongings(folder) if path != folder]:
        owner = path.lstat().st_uid
        if owner != us:
            raise OwnerMustActError(
                f"{path} belongs to user {owner}, and MediaNest runs as user {us}. "
                f"Start it as user {owner}, or give it the folder: chown -R {us} {folder}"
            )


def _keeps_modes(trial: Path, folder: Path) -> None:
    # Asked for twice: a share may show every folder as private, or every one as open.
    for wanted in (0o755, 0o700):
        trial.chmod(wanted)
        if stat.S_IMODE(trial.stat().st_mode) & 0o777 != wanted:
            raise OwnerMustActError(f"{folder} does not keep permissions (chmod). {_ON_A_SHARE}")


def _keeps_owners(trial: Path, folder: Path) -> None:
    owner, us = trial.stat().st_uid, os.geteuid()
    if owner != us:
        raise OwnerMustActError(
            f"{folder} gives to user {owner} what user {us} writes. {_ON_A_SHARE}"
        )


def _keeps_promises(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, bytes(8192))
        os.fsync(descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.with_name("link").hardlink_to(file)
    finally:
        os.close(descriptor)


def _too_full(folder: Path, free: int) -> str:
    return (
        f"The disk of {folder} is full: {free // 1_000_000} MB are free and MediaNest needs "
        f"{_LEAST_FREE // 1_000_000} MB to start. Make room there and start again."
    )


def _refusal(folder: Path, wrong: OSError) -> OwnerMustActError:
    us = f"{os.geteuid()}:{os.getegid()}"
    if wrong.errno in _FULL:
        return OwnerMustActError(_too_full(folder, 0))
    if wrong.errno == errno.EROFS:
        return OwnerMustActError(
            f"{folder} is read-only. Mount a folder or a volume there for writing, such as "
            f"-v medianest-data:{folder}"
        )
    if wrong.errno in {errno.EACCES, errno.EPERM}:
        return OwnerMustActError(
            f"{folder} {_owner(folder)}, and MediaNest, user {us}, may not write there. "
            f"Give it the folder (chown -R {us} {folder}), or choose another data_dir; in a "
            "container PUID and PGID, or --user, say who it runs as."
        )
    return OwnerMustActError(f"{folder} cannot carry a database: {wrong.strerror}. {_ON_A_SHARE}")


def _owner(folder: Path) -> str:
    try:
        facts = folder.stat()
    except OSError:
        return "cannot be looked at"
    return f"belongs to user {facts.st_uid}:{facts.st_gid}"


def look_at_media(folder: Path) -> None:
    """Refuse a media folder that is there and may not be written to."""
    if not folder.is_dir():
        return
    try:
        with _trial(folder):
            return
    except OSError as wrong:
        if wrong.errno in _FULL:
            return
        us = f"{os.geteuid()}:{os.getegid()}"
        raise OwnerMustActError(
            f"MediaNest, user {us}, may not write to the media folder {folder}, which "
            f"{_owner(folder)} ({wrong.strerror}). Set PUID and PGID (or --user) to the owner of "
            "your media, or let that user write there; MediaNest never changes who owns media."
        ) from wrong
