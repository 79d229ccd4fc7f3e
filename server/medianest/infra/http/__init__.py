"""The one way to call another service over HTTP: typed, bounded, retried where that is safe."""

from medianest.infra.http._client import Answer, HttpClient
from medianest.infra.http._errors import (
    OutsideAnswerError,
    OutsideGarbageError,
    OutsideUnreachableError,
)
from medianest.infra.http._retries import Retries

__all__ = [
    "Answer",
    "HttpClient",
    "OutsideAnswerError",
    "OutsideGarbageError",
    "OutsideUnreachableError",
    "Retries",
]
