"""Who the process becomes: a user of the household's machine, never root."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from medianest.infra.supervisor import OwnerMustActError

# The first user of most systems, and what nearly every image uses.
_USUAL = 1000
_HIGHEST = 2**32 - 2
_USUAL_UMASK = 0o022
_CLOSED = 0o777


@dataclass(frozen=True, slots=True)
class Identity:
    """The numbers of a user and of the groups it is in."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


def chosen(environment: Mapping[str, str], data_dir: Path) -> Identity:
    """Whom root becomes: PUID and PGID, else the folder's owner, else 1000:1000.

    Groups that the container was given (`--group-add`) stay, root's own does not.
    """
    owner = data_dir.stat() if data_dir.is_dir() else None
    owned = owner is not None and owner.st_uid != 0
    uid = _number(environment, "PUID", owner.st_uid if owner and owned else _USUAL)
    gid = _number(environment, "PGID", owner.st_gid if owner and owned else _USUAL)
    return Identity(uid, gid, tuple(group for group in os.getgroups() if group != 0))


def umask(environment: Mapping[str, str]) -> int:
    """UMASK as a number; 022 unless given."""
    given = environment.get("UMASK", "").strip()
    if not given:
        return _USUAL_UMASK
    try:
        mask = int(given, 8)
    except ValueError:
        mask = -1
    if not 0 <= mask <= _CLOSED:
        raise OwnerMustActError(
            f"UMASK={given} is no mask. Give three octal digits, such as 022 or 002."
        )
    return mask


def _number(environment: Mapping[str, str], name: str, usual: int) -> int:
    given = environment.get(name, "").strip()
    if not given:
        # A folder of group root, as some NAS make them: then the group stays an ordinary one.
        return usual or _USUAL
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= _HIGHEST):
        raise OwnerMustActError(
            f"{name}={given} is not the number of a user who is not root. Give the number that "
            f"`id` shows for the owner of your files, such as {name}=1000."
        )
    return int(given)
