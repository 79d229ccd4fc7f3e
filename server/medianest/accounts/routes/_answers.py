"""Answers that carry a browser's cookies."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from medianest.accounts import cookies
from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.schemas import CsrfToken, SignedIn
from medianest.accounts.service import Sessions

AnyRequest = Request[Any, Any, Any]


def signed_in_answer(
    request: AnyRequest, signed_in: SignedIn, *, sessions: Sessions, csrf: CsrfTokens
) -> Response[SignedIn]:
    """`signed_in`, and the same as cookies for a browser."""
    secure, base = is_secure(request), base_of(request)
    access = timedelta(seconds=signed_in.tokens.expires_in)
    sent = [
        cookies.access_cookie(
            signed_in.tokens.access_token, lasts=access, secure=secure, base=base
        ),
        cookies.refresh_cookie(
            signed_in.tokens.refresh_token, lasts=sessions.lifetime, secure=secure, base=base
        ),
        cookies.csrf_cookie(
            csrf.issue(signed_in.session_id), lasts=sessions.lifetime, secure=secure, base=base
        ),
    ]
    return Response(signed_in, cookies=sent)


def csrf_answer(request: AnyRequest, token: str, *, sessions: Sessions) -> Response[CsrfToken]:
    """A token in the answer and in the cookie that has to repeat it."""
    secure, base = is_secure(request), base_of(request)
    sent: list[Cookie] = [
        cookies.csrf_cookie(token, lasts=sessions.lifetime, secure=secure, base=base)
    ]
    return Response(CsrfToken(csrf_token=token), cookies=sent)


def signed_out_answer(request: AnyRequest) -> Response[None]:
    """No content, and no cookies any more."""
    answer: Response[None] = Response(None, status_code=204)
    cookies.clear_cookies(answer, base=base_of(request))
    return answer


def is_secure(request: AnyRequest) -> bool:
    """Whether the browser came over https; a trusted proxy's word was applied before."""
    return request.url.scheme == "https"


def base_of(request: AnyRequest) -> str:
    """The path below which the browser sees MediaNest; empty at the root of the host."""
    return request.scope.get("root_path", "")
