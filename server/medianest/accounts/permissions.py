"""Who may do what: roles are fixed sets of named permissions."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is in this household, mightiest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"


_GUEST: Final = frozenset({"plex.read"})
_MEMBER: Final = _GUEST | {"downloads.create", "requests.create"}
_ADMIN: Final = _MEMBER | {
    "audit.read",
    "downloads.manage",
    "jobs.manage",
    "people.manage",
    "requests.manage",
    "services.manage",
}
# What changes the machine itself (folders, backups, keys) stays with its owner.
_OWNER: Final = _ADMIN | {"backups.manage", "settings.manage"}

PERMISSIONS: Final[dict[Role, frozenset[str]]] = {
    Role.OWNER: _OWNER,
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.GUEST: _GUEST,
}
