"""Dead letters: jobs that failed for good or were parked, and who is told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import structlog

from medianest.infra.database import transaction
from medianest.infra.events import LiveEvents, holders, people
from medianest.infra.jobs import queries
from medianest.infra.jobs._kinds import JobKind
from medianest.infra.jobs._rows import Claimed, Lost, Outcome

log = structlog.get_logger()


class JobFailed(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is announced about a dead letter."""

    id: UUID
    kind: str
    reason: str
    subject: str


@dataclass(frozen=True, slots=True)
class Graves:
    """Tells of dead letters, in the transaction that writes them down."""

    events: LiveEvents | None = None

    async def dig(self, job: Claimed, kind: JobKind[Any], worker: UUID, reason: str) -> None:
        """Write down that `job` failed for good."""
        async with transaction():
            settled = await queries.working.settle(job.id, worker, Outcome("failed", reason))
            if settled == "failed":
                await self.tell(job, kind, reason)

    async def tell(self, job: Claimed | Lost, kind: JobKind[Any], reason: str) -> None:
        """Tell the slice and whoever listens."""
        log.error("job_dead", kind=job.kind, job=str(job.id), reason=reason)
        if kind.on_dead is not None:
            await _tell_slice(kind, job.payload, reason)
        if self.events is None:
            return
        failed = JobFailed(id=job.id, kind=job.kind, reason=reason, subject=job.subject)
        audience = holders("jobs.manage")
        if job.owner is not None:
            audience |= people(job.owner)
        await self.events.announce("job.failed", failed, to=audience)


async def _tell_slice(kind: JobKind[Any], payload: str, reason: str) -> None:
    if kind.on_dead is None:
        return
    try:
        async with transaction():
            await kind.on_dead(msgspec.json.decode(payload, type=kind.payload), reason)
    except (OSError, asyncpg.InterfaceError):
        raise
    except Exception:
        log.exception("job_on_dead_failed", kind=kind.name)
