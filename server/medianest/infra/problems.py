"""Every failure as `application/problem+json` (RFC 9457), never with a stack trace."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap, Scope

from medianest.infra import correlation
from medianest.kit import errors
from medianest.kit.errors import FieldError, MediaNestError

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
_SERVER_ERROR = 500
# Litestar makes a server error of it; nobody is left to read the answer, and nothing is wrong.
_CLIENT_LEFT = "client disconnected prematurely"
_FAMILIES: dict[int, type[MediaNestError]] = {
    family.status: family
    for family in (
        errors.BadInputError,
        errors.NotSignedInError,
        errors.ForbiddenError,
        errors.NotFoundError,
        errors.ConflictError,
        errors.TooLargeError,
        errors.UnprocessableError,
        errors.TooManyRequestsError,
        errors.UnavailableError,
    )
}
_LOST_DATABASE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
_NO_TEXT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
_NAMED_FIELD = re.compile(r"field `([^`]+)`")
_IN_BODY = " - at `$.data"
# Below these names an address ends in a secret.
_SECRET_PLACE = re.compile(r"(/(?:webhooks|streams)/).*")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`")

AnyRequest = Request[Any, Any, Any]


class DatabaseUnavailableError(errors.UnavailableError):
    """The database cannot be reached or was lost on the way."""

    code = "database_unavailable"
    title = "The database cannot be reached right now; please try again in a moment"


class DiskFullError(errors.UnavailableError):
    """Nothing can be written down until somebody makes room."""

    code = "disk_full"
    title = "The disk that MediaNest keeps its data on is full. Make room and try again"


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
        if expected.status >= _SERVER_ERROR:
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


def as_expected(failure: Exception) -> MediaNestError:
    """The member of our own family that says the same; of a bug, no more than that it is one."""
    if isinstance(failure, MediaNestError):
        return failure
    if isinstance(failure, HTTPException):
        return _from_framework(failure)
    if isinstance(failure, msgspec.DecodeError) or _is_too_deep(failure):
        return errors.BadInputError(errors=[_field_error({"message": str(failure)})])
    if isinstance(failure, _NO_TEXT) or _is_no_utf8(failure):
        return errors.BadInputError("That holds a character that no text can hold")
    if _is_lost_database(failure):
        is_full = isinstance(failure, asyncpg.DiskFullError)
        return DiskFullError() if is_full else DatabaseUnavailableError()
    return MediaNestError()


def _from_framework(failure: HTTPException) -> MediaNestError:
    if failure.detail == _CLIENT_LEFT:
        return errors.BadInputError("The request ended before it was complete")
    if isinstance(cause := failure.__cause__, msgspec.ValidationError) and _IN_BODY in str(cause):
        # Of a wrong field that is called like a dependency Litestar makes a server error.
        return errors.BadInputError(errors=[_field_error({"message": str(cause), "key": "data"})])
    if failure.status_code >= _SERVER_ERROR and failure.status_code not in _FAMILIES:
        return MediaNestError()
    if failure.status_code == errors.BadInputError.status:
        return _bad_input(failure)
    family = _FAMILIES.get(failure.status_code) or _family_of(failure.status_code)
    phrase = HTTPStatus(failure.status_code).phrase
    # The bare phrase of the status says less than our own title.
    return family("" if failure.detail in {phrase, ""} else failure.detail)


def _bad_input(failure: HTTPException) -> MediaNestError:
    wrong = failure.extra if isinstance(failure.extra, list) else []
    fields = [_field_error(item) for item in wrong if isinstance(item, dict)]
    # With fields the framework's own sentence only repeats method and path.
    return errors.BadInputError("" if fields else failure.detail, errors=fields)


def _family_of(status: int) -> type[MediaNestError]:
    known = HTTPStatus(status)
    members = {"status": status, "code": known.name.lower(), "title": known.phrase}
    return type("FrameworkError", (MediaNestError,), members)


def _field_error(wrong: Mapping[str, Any]) -> FieldError:
    message = str(wrong.get("message", "is not valid"))
    place = _PLACE.search(message)
    holder = place.group(1) if place else str(wrong.get("key", ""))
    named = _NAMED_FIELD.search(message)
    # Litestar calls the whole body by the handler's argument, "data".
    parts = [
        "" if holder == "data" else holder.removeprefix("data."),
        named.group(1) if named else "",
    ]
    return FieldError(field=".".join(filter(None, parts)), message=_PLACE.sub("", message))


def _is_lost_database(failure: Exception) -> bool:
    if isinstance(failure, _LOST_DATABASE):
        return True
    if isinstance(failure, asyncpg.InterfaceError):
        # The same class also reports wrong use of a connection, which is a bug.
        return "clos" in str(failure)
    return isinstance(failure, OSError) and _passed_through(failure, "asyncpg.")


def _is_too_deep(failure: Exception) -> bool:
    # What msgspec says to JSON of a thousand nested lists.
    return isinstance(failure, RecursionError) and _passed_through(
        failure, "litestar.serialization"
    )


def _is_no_utf8(failure: Exception) -> bool:
    # msgspec lets it pass where everything else that is wrong with JSON is a DecodeError, and so
    # does Litestar with the fields of a form.
    return isinstance(failure, UnicodeDecodeError) and (
        _passed_through(failure, "litestar.serialization")
        or _passed_through(failure, "litestar._multipart")
    )


def _passed_through(failure: Exception, module: str) -> bool:
    trace: TracebackType | None = failure.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith(module):
            return True
        trace = trace.tb_next
    return False


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
