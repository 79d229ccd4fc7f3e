"""Notes who did what; in the same transaction as the deed, so that neither is kept alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from medianest.accounts.queries import log
from medianest.accounts.schemas import Actor, AuditEntry
from medianest.infra import correlation
from medianest.infra.database import transaction
from medianest.kit.ids import new_id
from medianest.kit.paging import cut
from medianest.kit.wire import Page

_LONGEST_SUBJECT = 200


async def record(
    actor: UUID | None,
    action: str,
    subject: object = "",
    *,
    address: str = "",
    **details: object,
) -> None:
    """Note that `actor` (None: nobody signed in, or the program itself) did `action`.

    `action` is `thing.verb`, `subject` names the thing. `details` must hold no secret.
    """
    await log.add(
        log.NewEntry(
            id=new_id(),
            actor=actor,
            action=action,
            subject=str(subject)[:_LONGEST_SUBJECT],
            address=address,
            correlation_id=correlation.current(),
            details=details,
        )
    )


@asynccontextmanager
async def noted(actor: UUID, action: str, subject: object = "") -> AsyncIterator[None]:
    """Keep what is done inside together with the note of it, or neither."""
    async with transaction():
        yield
        await record(actor, action, subject)


async def page(
    *, limit: int, before: UUID | None, action: str | None, actor: UUID | None
) -> Page[AuditEntry]:
    """What was done, the latest first."""
    rows = await log.page(limit=limit + 1, before=before, action=action, actor=actor)
    entries, cursor = cut(rows, limit)
    return Page(
        items=[_shown(row) for row in entries],
        total=await log.count(action=action, actor=actor),
        next_cursor=cursor,
    )


def _shown(row: log.EntryRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        actor=Actor(id=row.actor, name=row.actor_name or "") if row.actor else None,
        action=row.action,
        subject=row.subject,
        address=row.address,
        correlation_id=row.correlation_id,
        details=row.details,
    )
