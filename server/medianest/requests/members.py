"""People who ask for titles without being there, such as through a watchlist."""

from dataclasses import dataclass
from uuid import UUID

from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.accounts.queries import people


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who lives here, with what they may do."""

    id: UUID
    name: str
    role: Role
    age_limit: int | None

    def may(self, permission: str) -> bool:
        """Whether the person holds `permission`."""
        return permission in PERMISSIONS[self.role]


async def name_of(person: UUID) -> str:
    """How the person is called, also once they may not sign in any more; "" if they are gone."""
    known = await people.find(person)
    return known.name if known else ""


async def member(person: UUID) -> Member | None:
    """The person, if they can sign in and may ask for titles."""
    known = await people.find(person)
    if known is None or known.disabled:
        return None
    found = Member(known.id, known.name, known.role, known.age_limit)
    return found if found.may("requests.create") else None
