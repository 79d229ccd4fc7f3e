"""The account that a child runs as: never root's."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine; `name` is empty when the machine knows only the number."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, uid: int, gid: int) -> Self:
        """The account with that number, named or not."""
        try:
            return cls(pwd.getpwuid(uid).pw_name, uid, gid)
        except KeyError:
            return cls("", uid, gid)


def account_for(folder: Path, *, preferred: Sequence[str]) -> Account | None:
    """Whom a child working in `folder` runs as; None stands for whoever we are ourselves.

    Root hands over to the folder's owner, else to the first of `preferred` that exists.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (facts := folder.stat()).st_uid != 0:
        return Account.of(facts.st_uid, facts.st_gid)
    for name in (*preferred, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    # Every system reserves this number for somebody without rights.
    return Account("", 65534, 65534)


def may_use(path: Path, account: Account | None) -> bool:
    """Whether `account` gets to `path` through all its parents, asked of the kernel itself."""
    if account is None:
        return os.access(path, os.R_OK | os.X_OK)
    answer = subprocess.run(  # noqa: S603 - fixed words and a path
        ["/usr/bin/test", "-r", str(path), "-a", "-x", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return answer.returncode == 0
