"""Who opens a WebSocket."""

from typing import Any

from litestar import WebSocket

from medianest.accounts.guards import principal_of
from medianest.accounts.principal import Principal
from medianest.accounts.service import Tickets

_TICKET = "ticket"


async def authenticate_socket(socket: WebSocket[Any, Any, Any], tickets: Tickets) -> Principal:
    """The person behind `socket`: by `?ticket=`, by bearer token, or by cookie from our own page.

    Asked before the socket is accepted. Whoever keeps it open asks
    `tickets.doorman.recognise(principal.session_id)` anew when `person.changed` arrives.
    """
    ticket = socket.query_params.get(_TICKET)
    if ticket:
        return await tickets.tear(ticket)
    return principal_of(socket)
