"""What becomes of an attempt: the one place that decides about retries."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import structlog

from medianest.infra.jobs._kinds import GiveUpError, JobKind, RetryLaterError, Run
from medianest.infra.jobs._rows import Outcome
from medianest.kit import backoff

log = structlog.get_logger()


async def attempt(kind: JobKind[Any], run: Run, *, crashes: int) -> Outcome:
    """Run the handler once, whatever it does."""
    # Attempts that died with their worker are counted apart, as crashes.
    spent = run.attempt - crashes
    try:
        await kind.run(_instructions(kind, run), run)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None:
            # The interruption was for the handler; what is left to do here is to write it down.
            task.uncancel()
        if run.cancelled.is_set():
            return Outcome("cancelled")
        return _again(kind, spent, "It was interrupted.", None)
    except RetryLaterError as later:
        return _later(kind, spent, later)
    except GiveUpError as end:
        return Outcome("failed", end.reason)
    except Exception as failure:
        log.warning("job_failed", kind=kind.name, job=str(run.id), exc_info=failure)
        return _again(kind, spent, in_words(failure), None)
    return Outcome("cancelled" if run.cancelled.is_set() else "done")


def _instructions(kind: JobKind[Any], run: Run) -> Any:
    try:
        return msgspec.json.decode(run.payload, type=kind.payload)
    except msgspec.DecodeError as unknown:
        raise GiveUpError(f"Its instructions cannot be understood: {unknown}") from unknown


def _later(kind: JobKind[Any], spent: int, later: RetryLaterError) -> Outcome:
    if later.free:
        # No pause at all is a wish too.
        pause = kind.base if later.after is None else later.after
        return Outcome("retrying", later.reason, pause, free=True)
    return _again(kind, spent, later.reason, later.after)


def _again(kind: JobKind[Any], spent: int, reason: str, after: timedelta | None) -> Outcome:
    if spent >= kind.attempts:
        return Outcome("failed", reason)
    pause = after or backoff.delay(spent, base=kind.base, cap=kind.cap)
    return Outcome("retrying", reason, pause)


def in_words(failure: Exception) -> str:
    """What an exception says to a person, or at least what it is."""
    said = str(failure).strip()
    return said if said and " " in said else f"{type(failure).__name__}: {said}".rstrip(": ")
