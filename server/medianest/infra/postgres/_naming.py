"""Postgres' tools want the user to have a name, which one given by number alone has not."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from medianest.infra.supervisor import Account, OwnerMustActError

_WRAPPED = {"NSS_WRAPPER_GROUP", "NSS_WRAPPER_PASSWD"}


def named(argv: Sequence[str], account: Account | None) -> list[str]:
    """The command for a tool that asks for the user's name, such that it finds one.

    Where nss_wrapper is set up (a container), it knows the name. Elsewhere the number becomes
    `nobody`'s in a user namespace of its own; files still belong to the real one. The server
    itself never asks.
    """
    who = account or Account.of(os.geteuid(), os.getegid())
    if who.name:
        return list(argv)
    if _WRAPPED.issubset(os.environ):
        told = [f"{variable}={os.environ[variable]}" for variable in sorted(_WRAPPED)]
        return ["env", "LD_PRELOAD=libnss_wrapper.so", *told, *argv]
    prefix = ["unshare", "--user", "--map-user=65534", "--"]
    if not _allowed([*prefix, "true"], account):
        message = (
            f"The user number {who.uid} has no name on this machine, which Postgres needs to "
            f"make its files. Add one (useradd --uid {who.uid} medianest), or start MediaNest as "
            "another user."
        )
        raise OwnerMustActError(message)
    return [*prefix, *argv]


def _allowed(argv: Sequence[str], account: Account | None) -> bool:
    if shutil.which(argv[0]) is None:
        return False
    tried = subprocess.run(  # noqa: S603 - fixed words
        argv,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0
