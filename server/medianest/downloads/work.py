"""The orders that downloads give to the job queue."""

from typing import Final
from uuid import UUID

import msgspec

from medianest.downloads.queries.moving import Item
from medianest.infra.jobs import Jobs

FETCH: Final = "downloads.fetch"
CONFIRM: Final = "downloads.confirm"


class Order(msgspec.Struct, frozen=True):
    """Work on one download; void once its row has another ticket."""

    download: UUID
    ticket: int


def subject(download: UUID) -> str:
    """What the jobs of one download are filed under."""
    return f"download:{download}"


async def order(jobs: Jobs, kind: str, item: Item) -> None:
    """Ask for work on `item`, in the present transaction."""
    await jobs.enqueue(
        kind, Order(item.id, item.ticket), subject=subject(item.id), owner=item.requested_by
    )
