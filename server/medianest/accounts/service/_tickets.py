"""Tickets: what opens a socket where no header and no cookie can be sent."""

from dataclasses import dataclass
from datetime import timedelta

from medianest.accounts.doorman import Doorman
from medianest.accounts.errors import TokenInvalidError
from medianest.accounts.principal import Principal
from medianest.accounts.queries import sessions
from medianest.accounts.schemas import SocketTicket
from medianest.accounts.tokens import digest, new_secret
from medianest.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Tickets:
    """Sells and tears tickets; an address with a torn one in a log is worth nothing."""

    doorman: Doorman
    clock: Clock
    lifetime: timedelta = timedelta(seconds=30)

    async def sell(self, me: Principal) -> SocketTicket:
        """Make a ticket for the session that asks."""
        ticket = new_secret()
        await sessions.add_ticket(digest(ticket), me.session_id, self.clock() + self.lifetime)
        return SocketTicket(ticket=ticket, expires_in=int(self.lifetime.total_seconds()))

    async def tear(self, ticket: str) -> Principal:
        """Who bought `ticket`; works once."""
        session = await sessions.use_ticket(digest(ticket), self.clock())
        if session is None:
            raise TokenInvalidError
        return await self.doorman.recognise(session)
