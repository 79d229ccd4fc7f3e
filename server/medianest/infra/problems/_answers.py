"""The answers to requests that failed, and who else hears of it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap, Scope

from medianest.infra import correlation
from medianest.infra.problems._expected import SERVER_ERROR, as_expected
from medianest.kit.errors import MediaNestError

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
# Below these names an address ends in a secret.
_SECRET_PLACE = re.compile(r"(/(?:webhooks|streams)/).*")

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that failed by the server's fault."""

    correlation_id: str
    status: int
    code: str
    detail: str
    method: str
    path: str
    route: str
    exception: Exception


RecordError = Callable[[Failure], None]


def exception_handlers(record_error: RecordError) -> ExceptionHandlersMap:
    """Litestar's handlers for everything; a 5xx is also handed to `record_error`.

    `record_error` must neither block nor raise: it starts its own task.
    """

    def answer(request: AnyRequest, failure: Exception) -> Response[bytes]:
        expected = as_expected(failure)
        if expected.status >= SERVER_ERROR:
            report = _report(request.scope, failure, expected)
            _log(report, known=failure is expected)
            record_error(report)
        headers = failure.headers if isinstance(failure, HTTPException) else None
        return problem(expected, headers=headers)

    return {Exception: answer, HTTPException: answer}


def websocket_failures(record_error: RecordError) -> Callable[[Exception, Scope], Awaitable[None]]:
    """A hook for Litestar's `after_exception`: sockets have no answer that could tell."""

    async def hook(failure: Exception, scope: Scope) -> None:
        if scope["type"] != ScopeType.WEBSOCKET or isinstance(
            failure, MediaNestError | HTTPException
        ):
            return
        report = _report(scope, failure, as_expected(failure))
        _log(report, known=False)
        record_error(report)

    return hook


def problem(
    failure: MediaNestError, *, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """`failure` as an answer."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    if "retryAfter" in failure.extra:
        sent.setdefault("Retry-After", str(failure.extra["retryAfter"]))
    return Response(
        document(failure), status_code=failure.status, media_type=MEDIA_TYPE, headers=sent
    )


def document(failure: MediaNestError) -> bytes:
    """The problem document of `failure`, encoded."""
    members: dict[str, object] = {
        **failure.extra,
        "type": f"urn:medianest:problem:{failure.code}",
        "title": failure.title,
        "status": failure.status,
        "detail": failure.detail,
        "code": failure.code,
        "correlationId": correlation.current(),
    }
    if failure.errors:
        members["errors"] = failure.errors
    return msgspec.json.encode(members, enc_hook=str)


def shown_path(scope: Scope) -> str:
    """The path as it may be written down: of webhooks and streams it holds the secret."""
    route = scope.get("path_template", "")
    if "{secret" in route or "{token" in route:
        return route
    # With another method, or something behind it, the same address leads to no route.
    return _SECRET_PLACE.sub(r"\1{secret}", scope["path"])


def _report(scope: Scope, failure: Exception, expected: MediaNestError) -> Failure:
    return Failure(
        correlation_id=correlation.current(),
        status=expected.status,
        code=expected.code,
        detail=expected.detail,
        method=str(scope.get("method", "WEBSOCKET")),
        path=shown_path(scope),
        route=scope.get("path_template", ""),
        exception=failure,
    )


def _log(report: Failure, *, known: bool) -> None:
    facts = {"code": report.code, "method": report.method, "path": report.path}
    if known:
        log.warning("request_refused", detail=report.detail, **facts)
    else:
        log.error("request_failed", exc_info=report.exception, **facts)
