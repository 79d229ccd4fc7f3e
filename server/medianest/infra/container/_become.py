"""Root steps down, in this very process, before anything else happens."""

import ctypes
import os
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

from medianest.infra.container._belongings import belongings, strangers
from medianest.infra.container._identity import Identity, chosen, umask
from medianest.infra.container._run_folder import run_folder
from medianest.infra.container._zone import apply_zone
from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.paths import atomic_write

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_TEMPORARY = "/tmp"  # noqa: S108 - looked at, not written to


def in_container(environment: Mapping[str, str]) -> bool:
    """Whether the image started this process."""
    return bool(environment.get("MEDIANEST_CONTAINER"))


def become(environment: MutableMapping[str, str]) -> None:
    """Take on the household's time zone, mask and user; raises OwnerMustActError.

    Whoever is not root stays who they are. `environment` learns where names and room are.
    """
    apply_zone()
    os.umask(umask(environment))
    if os.geteuid() == 0:
        data_dir = Path(environment.get("MEDIANEST__DATA_DIR") or "/data")
        identity = chosen(environment, data_dir)
        hand_over(data_dir, identity)
        _step_down(identity)
    _settle(environment)


def hand_over(folder: Path, identity: Identity) -> None:
    """Give the folder to its new owner, unless it is theirs already; not what others mounted in it.

    What cannot be given away shows when it is used, and is explained then.
    """
    if not folder.is_dir() or all(_is_theirs(path, identity) for path in belongings(folder)):
        return
    place = folder.resolve()
    foreign = strangers(place)
    # By descriptor: who may write there could put a link in the place of a folder meanwhile.
    for inside, folders, files, handle in os.fwalk(place, topdown=False):
        here = Path(inside)
        for name in (*folders, *files):
            if foreign.isdisjoint((here / name, here, *here.parents)):
                _give(name, identity, within=handle)
    # Last of all: broken off half-way, the next start does it again.
    _give(place, identity)


def _is_theirs(path: Path, identity: Identity) -> bool:
    return path.lstat().st_uid == identity.uid


def _give(path: Path | str, identity: Identity, *, within: int | None = None) -> None:
    with suppress(OSError):
        if os.stat(path, dir_fd=within, follow_symlinks=False).st_uid != identity.uid:
            os.chown(path, identity.uid, identity.gid, dir_fd=within, follow_symlinks=False)


def _step_down(identity: Identity) -> None:
    try:
        os.setgroups(sorted({*identity.groups, identity.gid}))
        os.setgid(identity.gid)
        os.setuid(identity.uid)
    except PermissionError as wrong:
        raise OwnerMustActError(
            f"The container runs as root and may not become user {identity.uid}. Allow it "
            "(cap_add: SETUID, SETGID, CHOWN, DAC_OVERRIDE, KILL), or start it as that user "
            f"at once (--user {identity.uid}:{identity.gid})."
        ) from wrong
    libc = ctypes.CDLL(None)
    # The way back up, by su and its like, is closed for us and for every child.
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # The kernel hides /proc/self from whoever changed user, even from themselves.
    libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


def _settle(environment: MutableMapping[str, str]) -> None:
    room = run_folder()
    if not os.access(environment.get("HOME") or "/", os.W_OK):
        environment["HOME"] = str(room)
    if not os.access(environment.get("TMPDIR") or _TEMPORARY, os.W_OK):
        environment["TMPDIR"] = str(room)
    _write_names(room, environment)


def _write_names(room: Path, environment: MutableMapping[str, str]) -> None:
    """Name our numbers for the tools that ask, in the way of nss_wrapper."""
    uid, gid = os.geteuid(), os.getegid()
    known = f"medianest:x:{uid}:{gid}:MediaNest:{room}:/usr/sbin/nologin\n"
    for variable, file, line in (
        ("NSS_WRAPPER_PASSWD", room / "passwd", known),
        ("NSS_WRAPPER_GROUP", room / "group", f"medianest:x:{gid}:\n"),
    ):
        if not (file.is_file() and file.read_text() == line):
            atomic_write(file, line, mode=0o644)
        environment[variable] = str(file)
