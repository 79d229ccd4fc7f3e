"""Which requests came by the appliance's own TLS, where a paired program knows whom it talks to."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_MARK = "medianest.own_tls"


def marked(app: ASGIApp) -> ASGIApp:
    """`app` for the listener whose requests shall be known by `came_by_own_tls`."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            scope["extensions"] = {**(scope.get("extensions") or {}), _MARK: {}}
        await app(scope, receive, send)

    return answer


def came_by_own_tls(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether it ended at the appliance itself, not at a proxy with a certificate of its own."""
    return _MARK in (connection.scope.get("extensions") or {})
