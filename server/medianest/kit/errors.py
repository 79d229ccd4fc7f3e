"""The family of expected failures, each with its HTTP status and a stable code."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One wrong value of an input: where it stands and what is wrong with it."""

    field: str
    message: str


class MediaNestError(Exception):
    """An expected failure, told to a person in `detail`.

    Further keyword arguments become members of the problem document (RFC 9457), in camelCase.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldError] = (), **extra: object
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.extra = extra


class BadInputError(MediaNestError):
    """What was sent cannot be understood."""

    status = 400
    code = "bad_input"
    title = "That input is not valid"


class NotSignedInError(MediaNestError):
    """Nobody is signed in, or no longer."""

    status = 401
    code = "not_signed_in"
    title = "Please sign in"


class ForbiddenError(MediaNestError):
    """The person may not do this."""

    status = 403
    code = "forbidden"
    title = "You are not allowed to do that"


class NotFoundError(MediaNestError):
    """No such thing, or none that this person may see."""

    status = 404
    code = "not_found"
    title = "There is no such thing"


class ConflictError(MediaNestError):
    """The thing's present state does not allow this."""

    status = 409
    code = "conflict"
    title = "That does not fit the present state"


class TooLargeError(MediaNestError):
    """The input is larger than accepted."""

    status = 413
    code = "too_large"
    title = "That is too large"


class UnprocessableError(MediaNestError):
    """The input is well-formed, and cannot be accepted."""

    status = 422
    code = "unprocessable"
    title = "That cannot be accepted"


class TooManyRequestsError(MediaNestError):
    """Too often in too short a time."""

    status = 429
    code = "too_many_requests"
    title = "Too many tries; please wait a moment"


class OutsideError(MediaNestError):
    """Another service answered wrongly or not at all."""

    status = 502
    code = "outside_failed"
    title = "Another service did not answer as it should"


class UnavailableError(MediaNestError):
    """MediaNest cannot serve this right now; trying again later helps."""

    status = 503
    code = "unavailable"
    title = "Not available right now; please try again in a moment"
