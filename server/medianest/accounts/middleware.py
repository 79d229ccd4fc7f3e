"""Says who is asking, once per request; guards decide what follows from it."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from medianest.accounts.caller import Caller
from medianest.accounts.cookies import ACCESS_COOKIE
from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.device_tokens import DeviceTokens, is_device_token
from medianest.accounts.doorman import Doorman
from medianest.accounts.origins import Origins
from medianest.accounts.principal import Principal
from medianest.kit.errors import ForbiddenError, NotSignedInError

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

Connection = ASGIConnection[Any, Any, Any, Any]


class Authentication(ASGIMiddleware):
    """Sets `scope["user"]` to the Principal, or to None with the reason in `scope["auth"]`.

    Nobody is turned away here: a stale cookie must not keep anybody from a public route.
    Routes that must answer even without a database say `opt={"anonymous": True}`.
    """

    scopes = (ScopeType.HTTP, ScopeType.WEBSOCKET)
    exclude_opt_key = "anonymous"

    def __init__(
        self, doorman: Doorman, devices: DeviceTokens, csrf: CsrfTokens, origins: Origins
    ) -> None:
        self._doorman = doorman
        self._devices = devices
        self._csrf = csrf
        self._origins = origins

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Recognise the person, then go on."""
        scope["user"] = scope["auth"] = None
        try:
            scope["user"] = await self._recognise(ASGIConnection(scope))
        except (NotSignedInError, ForbiddenError) as reason:
            scope["auth"] = reason
        await next_app(scope, receive, send)

    async def _recognise(self, connection: Connection) -> Principal | None:
        bearer = bearer_token(connection)
        if bearer is not None and is_device_token(bearer):
            return await self._devices.admit(bearer, address=Caller.of(connection).address)
        if bearer is not None:
            return await self._doorman.admit(bearer)
        cookie = connection.cookies.get(ACCESS_COOKIE)
        if not cookie:
            return None
        principal = await self._doorman.admit(cookie)
        self._check_sender(connection, principal)
        return principal

    def _check_sender(self, connection: Connection, principal: Principal) -> None:
        # A browser adds cookies whoever's page asks, so a cookie alone proves no intent.
        if connection.scope["type"] == ScopeType.WEBSOCKET:
            self._origins.check_socket(connection)
        elif connection.scope["method"] not in _SAFE:
            self._csrf.check(connection, principal.session_id)


def bearer_token(connection: Connection) -> str | None:
    """The token of the Authorization header, if it is of that kind."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
