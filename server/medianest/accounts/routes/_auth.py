"""Signing in, renewing, signing out."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from medianest.accounts.caller import Caller
from medianest.accounts.cookies import REFRESH_COOKIE
from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.errors import SessionEndedError
from medianest.accounts.guards import signed_in
from medianest.accounts.origins import Origins
from medianest.accounts.principal import Principal
from medianest.accounts.routes._answers import (
    AnyRequest,
    csrf_answer,
    signed_in_answer,
    signed_out_answer,
)
from medianest.accounts.schemas import (
    ClaimOwnership,
    CsrfToken,
    CurrentSession,
    Login,
    Renewal,
    SignedIn,
    SocketTicket,
    User,
)
from medianest.accounts.service import Sessions, Setup, SignIn, Tickets


@post("/auth/setup", opt={"public": True})
async def setup(  # noqa: PLR0913 - collaborators, each named
    request: AnyRequest,
    *,
    data: JSONBody[ClaimOwnership],
    setup_service: NamedDependency[Setup],
    sessions: NamedDependency[Sessions],
    csrf_tokens: NamedDependency[CsrfTokens],
    origins: NamedDependency[Origins],
) -> Response[SignedIn]:
    """Become the owner with the printed code, once."""
    origins.check_page(request)
    claimed = await setup_service.claim(data, Caller.of(request, data.device_name))
    return signed_in_answer(request, claimed, sessions=sessions, csrf=csrf_tokens)


@post("/auth/login", status_code=200, opt={"public": True})
async def login(  # noqa: PLR0913 - collaborators, each named
    request: AnyRequest,
    *,
    data: JSONBody[Login],
    sign_in: NamedDependency[SignIn],
    sessions: NamedDependency[Sessions],
    csrf_tokens: NamedDependency[CsrfTokens],
    origins: NamedDependency[Origins],
) -> Response[SignedIn]:
    """Sign in with e-mail and password."""
    origins.check_page(request)
    entered = await sign_in.login(data, Caller.of(request, data.device_name))
    return signed_in_answer(request, entered, sessions=sessions, csrf=csrf_tokens)


@post("/auth/refresh", status_code=200, opt={"public": True})
async def refresh(
    request: AnyRequest,
    sessions: NamedDependency[Sessions],
    csrf_tokens: NamedDependency[CsrfTokens],
    data: JSONBody[Renewal | None] = None,
) -> Response[SignedIn]:
    """Exchange the refresh token, from the body or the cookie, for fresh tokens."""
    token = data.refresh_token if data else None
    if not token:
        token = request.cookies.get(REFRESH_COOKIE, "")
        await _check_sender(request, token, sessions, csrf_tokens)
    renewed = await sessions.renew(token, Caller.of(request))
    return signed_in_answer(request, renewed, sessions=sessions, csrf=csrf_tokens)


@post("/auth/logout", status_code=204, opt={"public": True})
async def logout(
    request: AnyRequest,
    sessions: NamedDependency[Sessions],
    csrf_tokens: NamedDependency[CsrfTokens],
) -> Response[None]:
    """End this session, also when only the refresh cookie is left of it."""
    me: Principal | None = request.user
    if me is None:
        token = request.cookies.get(REFRESH_COOKIE, "")
        me = await _check_sender(request, token, sessions, csrf_tokens)
    await sessions.sign_out(me, Caller.of(request))
    return signed_out_answer(request)


async def _check_sender(
    request: AnyRequest, token: str, sessions: Sessions, csrf_tokens: CsrfTokens
) -> Principal:
    principal = await sessions.session_of(token)
    if principal is None:
        raise SessionEndedError
    csrf_tokens.check(request, principal.session_id)
    return principal


@post("/auth/logout-all", status_code=204, guards=[signed_in])
async def logout_all(
    request: AnyRequest, me: NamedDependency[Principal], sessions: NamedDependency[Sessions]
) -> Response[None]:
    """End every session of this person, this one too."""
    await sessions.sign_out_everywhere(me, Caller.of(request))
    return signed_out_answer(request)


@get("/auth/session", guards=[signed_in])
async def session(me: NamedDependency[Principal]) -> CurrentSession:
    """Who is signed in and what they may do."""
    return CurrentSession(
        user=User(id=me.id, name=me.name, email=me.email, role=me.role),
        permissions=sorted(me.permissions),
        session_id=me.session_id,
    )


@post("/auth/ticket", status_code=200, guards=[signed_in])
async def ticket(me: NamedDependency[Principal], tickets: NamedDependency[Tickets]) -> SocketTicket:
    """A ticket for one WebSocket, good for half a minute."""
    return await tickets.sell(me)


@get("/csrf/token", opt={"public": True})
async def csrf_token(
    request: AnyRequest,
    csrf_tokens: NamedDependency[CsrfTokens],
    sessions: NamedDependency[Sessions],
) -> Response[CsrfToken]:
    """The token that a page sends along with whatever changes something."""
    me: Principal | None = request.user
    token = csrf_tokens.issue(me.session_id if me else None)
    return csrf_answer(request, token, sessions=sessions)


@post("/csrf/refresh", status_code=200, guards=[signed_in])
async def csrf_refresh(
    request: AnyRequest,
    me: NamedDependency[Principal],
    csrf_tokens: NamedDependency[CsrfTokens],
    sessions: NamedDependency[Sessions],
) -> Response[CsrfToken]:
    """Replace the token by another."""
    return csrf_answer(request, csrf_tokens.issue(me.session_id), sessions=sessions)


HANDLERS = (
    setup,
    login,
    refresh,
    logout,
    logout_all,
    session,
    ticket,
    csrf_token,
    csrf_refresh,
)
