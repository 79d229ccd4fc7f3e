"""Who may see what."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who watches, over one session."""

    person: UUID
    permissions: frozenset[str]
    session: UUID


@dataclass(frozen=True, slots=True)
class Audience:
    """Those an event is for; `|` adds others."""

    people: AbstractSet[UUID] = frozenset()
    permissions: AbstractSet[str] = frozenset()
    everyone: bool = False

    def __or__(self, other: "Audience") -> "Audience":
        return Audience(
            self.people | other.people,
            self.permissions | other.permissions,
            self.everyone or other.everyone,
        )

    def includes(self, viewer: Viewer) -> bool:
        """Whether `viewer`, with the permissions held now, may see it."""
        if self.everyone or viewer.person in self.people:
            return True
        return not self.permissions.isdisjoint(viewer.permissions)


def people(*ids: UUID) -> Audience:
    """These people, on all their devices."""
    return Audience(people=frozenset(ids))


def holders(*permissions: str) -> Audience:
    """Whoever holds one of these permissions."""
    return Audience(permissions=frozenset(permissions))


def everyone() -> Audience:
    """All who are signed in."""
    return Audience(everyone=True)
