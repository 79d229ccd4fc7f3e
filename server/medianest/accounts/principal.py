"""The person behind a request."""

from dataclasses import dataclass
from uuid import UUID

from medianest.accounts.permissions import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who is asking, in which session, and what they may do."""

    id: UUID
    name: str
    email: str
    role: Role
    permissions: frozenset[str]
    session_id: UUID
    age_limit: int | None = None
    """The highest age rating, in years, of what the person may see; None sees everything."""

    def may(self, permission: str) -> bool:
        """Whether the person holds `permission`."""
        return permission in self.permissions
