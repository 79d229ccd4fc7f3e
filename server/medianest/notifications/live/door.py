"""Who may watch: by cookie, bearer header, or a ticket for clients that can send neither."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection

from medianest.accounts import Principal
from medianest.accounts.guards import principal_of
from medianest.infra.events import Viewer
from medianest.notifications.live.seats import Seats, Transport

Redeem = Callable[[str], Awaitable[Principal]]
Recognise = Callable[[UUID], Awaitable[Principal]]


@dataclass(frozen=True, slots=True)
class Door:
    """Lets people in to watch; `redeem` spends a ticket, `recognise` asks about a session."""

    redeem: Redeem
    recognise: Recognise
    seats: Seats = field(default_factory=Seats)

    async def admit(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Viewer:
        """The person behind `connection`; raises what `NotSignedInError` says otherwise."""
        ticket = connection.query_params.get("ticket")
        if ticket:
            return as_viewer(await self.redeem(ticket))
        return as_viewer(principal_of(connection))

    async def still_open(self, viewer: Viewer) -> Viewer:
        """Ask again once the events are watched: an end before that is not among them."""
        return as_viewer(await self.recognise(viewer.session))

    def seat(self, viewer: Viewer, transport: Transport) -> AbstractContextManager[None]:
        """One of the person's places."""
        return self.seats.take(viewer.person, transport)


def as_viewer(principal: Principal) -> Viewer:
    """What live events need to know of a person."""
    return Viewer(principal.id, principal.permissions, principal.session_id)
