"""What this slice announces, so that other processes and open sockets learn of it."""

from typing import Final, Protocol
from uuid import UUID

import msgspec

from medianest.infra.events import Audience, holders, people
from medianest.kit.wire import Wire

SESSION_REVOKED: Final = "session.revoked"
PERSON_CHANGED: Final = "person.changed"
# A permission that no role has: so the processes hear of everybody, and no person does.
WATCH: Final = "accounts.watch"


class Announcer(Protocol):
    """Where news goes: a row in the present transaction."""

    async def announce(self, type: str, data: Wire, *, to: Audience) -> None:  # noqa: A002
        """Tell `to` at commit."""


class SessionRevoked(Wire, frozen=True):
    """A session that ended before its time; its sockets close."""

    session_id: UUID
    reason: str


class PersonChanged(Wire, frozen=True):
    """What is remembered of somebody may be wrong now."""

    person_id: UUID


async def tell_revoked(live: Announcer, person: UUID, ended: list[UUID], *, why: str) -> None:
    """Announce that sessions of `person` have ended."""
    for session in ended:
        revoked = SessionRevoked(session_id=session, reason=why)
        await live.announce(SESSION_REVOKED, revoked, to=people(person))
    await live.announce(PERSON_CHANGED, PersonChanged(person_id=person), to=holders(WATCH))


async def tell_changed(live: Announcer, person: UUID) -> None:
    """Announce that name, role or permission to enter of `person` changed."""
    audience = people(person) | holders(WATCH)
    await live.announce(PERSON_CHANGED, PersonChanged(person_id=person), to=audience)


class Told(msgspec.Struct, frozen=True):
    """A frame as it arrives."""

    type: str
    data: msgspec.Raw
