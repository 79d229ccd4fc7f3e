"""Where a child listens."""

import hashlib
import os
import tempfile
from pathlib import Path

from medianest.infra.supervisor._account import Account
from medianest.infra.supervisor._child import OwnerMustActError

# The kernel takes 107 bytes; the longest name that a child of ours appends has 15.
_LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432")


def give(path: Path, account: Account | None) -> None:
    """Make `path` the account's own."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def socket_folder(home: Path, account: Account | None) -> Path:
    """A private folder for sockets: in `home`, or a short one if its path is too long."""
    usual = home / "run"
    if len(os.fsencode(usual)) <= _LONGEST_FOLDER:
        usual.mkdir(mode=0o700, exist_ok=True)
        give(usual, account)
        return usual
    name = f"medianest-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    short = Path("/run" if account else tempfile.gettempdir()) / name
    if len(os.fsencode(short)) > _LONGEST_FOLDER:
        short = Path("/tmp") / name  # noqa: S108 - private, and checked to be ours
    return _claimed(short, account)


def _claimed(folder: Path, account: Account | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    ours = {os.geteuid(), account.uid if account else os.geteuid()}
    if folder.is_symlink() or facts.st_uid not in ours or facts.st_mode & 0o077:
        message = f"{folder} belongs to somebody else. Remove it and start again."
        raise OwnerMustActError(message)
    give(folder, account)
    return folder
