"""Every failure as `application/problem+json` (RFC 9457), never with a stack trace."""

from medianest.infra.problems._answers import (
    MEDIA_TYPE,
    Failure,
    RecordError,
    document,
    exception_handlers,
    problem,
    shown_path,
    websocket_failures,
)
from medianest.infra.problems._expected import (
    DatabaseUnavailableError,
    DiskFullError,
    as_expected,
)

__all__ = [
    "MEDIA_TYPE",
    "DatabaseUnavailableError",
    "DiskFullError",
    "Failure",
    "RecordError",
    "as_expected",
    "document",
    "exception_handlers",
    "problem",
    "shown_path",
    "websocket_failures",
]
