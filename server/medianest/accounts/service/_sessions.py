"""Sessions: begun by a sign-in, renewed by rotating tokens, ended by anybody entitled to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.doorman import Doorman
from medianest.accounts.errors import NoSuchSessionError, SessionEndedError
from medianest.accounts.events import Announcer, tell_revoked
from medianest.accounts.permissions import PERMISSIONS
from medianest.accounts.principal import Principal
from medianest.accounts.queries import people, sessions
from medianest.accounts.queries.people import PersonRow
from medianest.accounts.queries.sessions import DeviceRow, NewSession, Rotation
from medianest.accounts.schemas import Device, SignedIn, Tokens, User
from medianest.accounts.tokens import AccessTokens, digest, new_secret
from medianest.infra.database import transaction
from medianest.kit.clock import Clock
from medianest.kit.ids import Ids

# Two tabs that wake up together both present the same token; so does a client that never got the
# answer. Whoever comes this soon after the first is taken for one of them.
_GRACE = timedelta(seconds=10)
_PER_GENERATION = 5


@dataclass(frozen=True, slots=True)
class Sessions:
    """Everything that begins, renews or ends a session.

    A session is the family of its refresh tokens: each use of the newest begins a generation, and
    whoever presents one of an older generation shows that two parties hold the family. Within the
    grace the generation before the newest still counts, and is answered with one of the newest;
    so a thief and the robbed hold tokens of one generation at most until either uses theirs.
    """

    access: AccessTokens
    doorman: Doorman
    live: Announcer
    clock: Clock
    ids: Ids
    lifetime: timedelta = timedelta(days=30)

    async def begin(self, person: PersonRow, caller: Caller) -> SignedIn:
        """Open a session for `person`; the caller's transaction keeps it."""
        at = self.clock()
        session = NewSession(
            id=self.ids(),
            person=person.id,
            at=at,
            expires_at=at + self.lifetime,
            device=caller.device,
            user_agent=caller.user_agent,
            address=caller.address,
        )
        await sessions.open_session(session)
        return await self._hand_out(person, session.id, generation=0)

    async def renew(self, refresh_token: str, caller: Caller) -> SignedIn:
        """Exchange a refresh token for fresh tokens of the same session."""
        async with transaction():
            found = await sessions.rotation(digest(refresh_token), self.clock())
            if found is None or not found.alive:
                raise SessionEndedError
            renewed = await self._rotate(found, caller)
            if renewed is None:
                await self._end_stolen(found, caller)
        if renewed is None:
            self.doorman.forget_session(found.session)
            raise SessionEndedError
        return renewed

    async def _rotate(self, found: Rotation, caller: Caller) -> SignedIn | None:
        at = self.clock()
        if found.presented == found.generation:
            await sessions.rotate(
                found.session, at=at, expires_at=at + self.lifetime, address=caller.address
            )
        elif not await self._within_grace(found, at):
            return None
        person = await people.find(found.person)
        if person is None:
            raise SessionEndedError
        generation = max(found.generation, found.presented + 1)
        return await self._hand_out(person, found.session, generation=generation)

    async def _within_grace(self, found: Rotation, at: datetime) -> bool:
        if found.presented != found.generation - 1 or at - found.rotated_at > _GRACE:
            return False
        return await sessions.tokens_of(found.session, found.generation) < _PER_GENERATION

    async def _end_stolen(self, found: Rotation, caller: Caller) -> None:
        await audit.record(
            found.person, "session.token_reused", found.session, address=caller.address
        )
        await self.revoke(found.person, why="token_reused", only=found.session)

    async def _hand_out(self, person: PersonRow, session: UUID, *, generation: int) -> SignedIn:
        refresh = new_secret()
        await sessions.add_refresh_token(digest(refresh), session, generation, self.clock())
        return SignedIn(
            user=User(id=person.id, name=person.name, email=person.email, role=person.role),
            permissions=sorted(PERMISSIONS[person.role]),
            session_id=session,
            tokens=Tokens(
                access_token=self.access.issue(person=person.id, session=session),
                refresh_token=refresh,
                expires_in=int(self.access.lifetime.total_seconds()),
            ),
        )

    async def session_of(self, refresh_token: str) -> Principal | None:
        """Whose living session `refresh_token` belongs to."""
        found = await sessions.rotation(digest(refresh_token), self.clock())
        return await sessions.principal(found.session, self.clock()) if found else None

    async def revoke(
        self, person: UUID, *, why: str, only: UUID | None = None, but: UUID | None = None
    ) -> Sequence[UUID]:
        """End sessions of `person` in the caller's transaction, who then tells the doorman."""
        ended = await sessions.revoke(person, why=why, at=self.clock(), only=only, but=but)
        if ended:
            await tell_revoked(self.live, person, ended, why=why)
        return ended

    async def sign_out(self, me: Principal, caller: Caller) -> None:
        """End this session."""
        async with transaction():
            await self.revoke(me.id, why="signed_out", only=me.session_id)
            await audit.record(me.id, "session.ended", me.session_id, address=caller.address)
        self.doorman.forget_session(me.session_id)

    async def sign_out_everywhere(self, me: Principal, caller: Caller) -> None:
        """End every session of this person."""
        async with transaction():
            ended = await self.revoke(me.id, why="signed_out_everywhere")
            await audit.record(
                me.id, "session.all_ended", me.id, address=caller.address, sessions=len(ended)
            )
        self.doorman.forget_person(me.id)

    async def devices(self, me: Principal) -> list[Device]:
        """Where this person is signed in."""
        rows = await sessions.devices(me.id, self.clock())
        return [device_shown(row, current=row.id == me.session_id) for row in rows]

    async def end_device(self, me: Principal, session: UUID, caller: Caller) -> None:
        """End one of this person's sessions."""
        async with transaction():
            if not await self.revoke(me.id, why="ended_by_person", only=session):
                raise NoSuchSessionError
            await audit.record(me.id, "session.ended", session, address=caller.address)
        self.doorman.forget_session(session)


def device_shown(row: DeviceRow, *, current: bool) -> Device:
    """A living session as its person sees it."""
    return Device(
        id=row.id,
        kind=row.kind,
        device=row.device,
        platform=row.platform,
        client_version=row.client_version,
        user_agent=row.user_agent,
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        current=current,
    )
