"""What went wrong, in the words of our own family of errors."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any

import asyncpg
import msgspec
from litestar.exceptions import HTTPException

from medianest.kit import errors
from medianest.kit.errors import FieldError, MediaNestError

SERVER_ERROR = 500
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
_PLACE = re.compile(r" - at `\$\.?([^`]*)`")


class DatabaseUnavailableError(errors.UnavailableError):
    """The database cannot be reached or was lost on the way."""

    code = "database_unavailable"
    title = "The database cannot be reached right now; please try again in a moment"


class DiskFullError(errors.UnavailableError):
    """Nothing can be written down until somebody makes room."""

    code = "disk_full"
    title = "The disk that MediaNest keeps its data on is full. Make room and try again"


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
    if failure.status_code >= SERVER_ERROR and failure.status_code not in _FAMILIES:
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
