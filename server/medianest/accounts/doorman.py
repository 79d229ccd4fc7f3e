"""Knows who is signed in, mostly without asking the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cachetools import TLRUCache

from medianest.accounts.errors import SessionEndedError
from medianest.accounts.principal import Principal
from medianest.accounts.tokens import AccessTokens
from medianest.kit.clock import Clock

FindPrincipal = Callable[[UUID, datetime], Awaitable[Principal | None]]
# The net below the events: how long another process may miss that a session ended.
_REMEMBER_FOR = timedelta(seconds=10)
_MOST = 4096


@dataclass(frozen=True, slots=True)
class _Known:
    principal: Principal
    until: datetime


def _until(_session: UUID, known: _Known, _now: datetime) -> datetime:
    return known.until


class Doorman:
    """Admits tokens whose session is alive.

    What it remembers is only a shortcut: forgetting everything changes no answer.
    """

    def __init__(
        self,
        tokens: AccessTokens,
        find: FindPrincipal,
        *,
        clock: Clock,
        remember_for: timedelta = _REMEMBER_FOR,
    ) -> None:
        self._tokens = tokens
        self._find = find
        self._clock = clock
        self._remember_for = remember_for
        self._known = TLRUCache[UUID, _Known, datetime](_MOST, _until, timer=clock)
        self._forgotten = 0

    async def admit(self, token: str) -> Principal:
        """The person who presents the access token `token`."""
        claims = self._tokens.read(token)
        principal = await self.recognise(claims.sid)
        if principal.id != claims.sub:
            raise SessionEndedError
        return principal

    async def recognise(self, session: UUID) -> Principal:
        """The person whose living session `session` is."""
        known = self._known.get(session)
        return known.principal if known is not None else await self.ask(session)

    async def ask(self, session: UUID) -> Principal:
        """The same, whatever is remembered: for what is decided once and then stays."""
        forgotten = self._forgotten
        asked = self._clock()
        principal = await self._find(session, asked)
        if principal is None:
            self._known.pop(session, None)
            raise SessionEndedError
        # Told to forget while asking: the answer may be older than that.
        if forgotten == self._forgotten:
            self._known[principal.session_id] = _Known(principal, asked + self._remember_for)
        return principal

    def forget_session(self, session: UUID) -> None:
        """Ask anew about `session`."""
        self._forgotten += 1
        self._known.pop(session, None)

    def forget_person(self, person: UUID) -> None:
        """Ask anew about every session of `person`."""
        self._forgotten += 1
        # One by one: each may run out while the others are looked at.
        for session in list(self._known):
            known = self._known.get(session)
            if known is not None and known.principal.id == person:
                self._known.pop(session, None)

    def forget_everything(self) -> None:
        """Ask anew about everybody."""
        self._forgotten += 1
        self._known.clear()
