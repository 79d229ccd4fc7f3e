"""How a call over HTTP fails; an expired time limit is `outside.OutsideTimeoutError`."""

from datetime import timedelta

from medianest.kit.errors import OutsideError


class OutsideUnreachableError(OutsideError):
    """No connection, or it broke before the answer was complete."""

    code = "outside_unreachable"
    title = "Another service cannot be reached"


class OutsideGarbageError(OutsideError):
    """The answer is not what the service promises, or larger than accepted."""

    code = "outside_garbage"
    title = "Another service sent an answer that makes no sense"


class OutsideAnswerError(OutsideError):
    """The service answered with an error, or a redirect, which is not followed.

    `body` is what it said, for those who know how to read it; it is neither shown nor logged.
    """

    code = "outside_refused"
    title = "Another service refused"

    def __init__(
        self,
        name: str,
        answered: int,
        retry_after: timedelta | None = None,
        *,
        body: bytes = b"",
    ) -> None:
        super().__init__(f"{name} answered with status {answered}", service=name, answered=answered)
        self.answered = answered
        self.retry_after = retry_after
        self.body = body
