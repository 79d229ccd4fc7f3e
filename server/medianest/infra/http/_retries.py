"""Which failures are worth another try, and when."""

from dataclasses import dataclass
from datetime import timedelta

from medianest.infra.http._errors import OutsideAnswerError, OutsideUnreachableError
from medianest.infra.outside import OutsideTimeoutError

_WORTH_ANOTHER_TRY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and how patiently, a read is tried again."""

    attempts: int = 3
    first_wait: timedelta = timedelta(milliseconds=200)
    longest_wait: timedelta = timedelta(seconds=5)
    jitter: timedelta = timedelta(milliseconds=300)
    longest_asked_wait: timedelta = timedelta(seconds=15)

    def may_help(self, failure: Exception) -> bool | timedelta:
        """Whether to try again after `failure`; a time to wait is what the service asked for."""
        if isinstance(failure, OutsideUnreachableError | OutsideTimeoutError):
            return True
        if not isinstance(failure, OutsideAnswerError):
            return False
        if failure.answered not in _WORTH_ANOTHER_TRY:
            return False
        if failure.retry_after is None:
            return True
        return failure.retry_after <= self.longest_asked_wait and failure.retry_after
