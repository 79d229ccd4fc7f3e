"""Failures of the server, counted by kind and place; the owner reads them."""

import hashlib
import traceback
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from medianest.infra.database import LOST
from medianest.infra.jobs import Run, Schedule
from medianest.infra.problems import Failure
from medianest.infra.redaction import redacted_text
from medianest.infra.tasks import Tasks
from medianest.kit.clock import Clock, now
from medianest.kit.errors import MediaNestError
from medianest.kit.ids import Ids, new_id
from medianest.monitoring import queries

log = structlog.get_logger()

_LONGEST_MESSAGE = 300
_KEPT = 1000
_KEPT_FOR = timedelta(days=30)
# A storm of failures must not become a storm of writes.
_MOST_AT_ONCE = 50


@dataclass(slots=True)
class ErrorLog:
    """Writes beside the request that failed: it neither waits nor fails once more."""

    tasks: Tasks
    clock: Clock = now
    ids: Ids = new_id
    _writing: int = field(default=0)

    def record(self, failure: Failure) -> None:
        """Count `failure`; what `infra.problems` calls for every answer of the 5xx family."""
        if self._writing >= _MOST_AT_ONCE:
            return
        self._writing += 1
        self.tasks.start(self._write(failure), name="record-error")

    async def _write(self, failure: Failure) -> None:
        try:
            await self.add(failure)
        except LOST as lost:
            # Most likely the very reason of the failure: the database is away.
            log.warning("error_not_recorded", reason=str(lost))
        finally:
            self._writing -= 1

    async def add(self, failure: Failure) -> None:
        """Count `failure`, and wait until that is stored."""
        kind = type(failure.exception).__qualname__
        place = f"{failure.method} {failure.route or failure.path}"[:300]
        origin = _origin(failure.exception)
        await queries.count_error(
            self.ids(),
            hashlib.sha256(f"{kind}|{failure.code}|{place}|{origin}".encode()).hexdigest(),
            kind=kind[:200],
            code=failure.code[:60],
            message=_message(failure, origin),
            place=place,
            correlation_id=failure.correlation_id[:128],
            at=self.clock(),
        )

    def schedule(self) -> Schedule:
        """The recurring clean-up."""

        async def run(_: Run) -> None:
            gone = await queries.forget_errors(before=self.clock() - _KEPT_FOR, keep=_KEPT)
            log.debug("errors_forgotten", count=gone)

        return Schedule(name="monitoring.forget-errors", every=timedelta(hours=6), run=run)


def _origin(failure: Exception) -> str:
    frames = traceback.extract_tb(failure.__traceback__)
    own = [frame for frame in frames if "medianest" in frame.filename] or frames
    return f"{own[-1].filename.rpartition('/')[2]}:{own[-1].name}" if own else ""


def _message(failure: Failure, origin: str) -> str:
    # A bug's own words may quote a body or a secret; where it happened is told instead.
    expected = isinstance(failure.exception, MediaNestError)
    text = redacted_text(failure.detail) if expected else f"unexpected failure in {origin}"
    return text[:_LONGEST_MESSAGE]
