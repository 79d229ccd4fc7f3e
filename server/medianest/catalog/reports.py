"""What the background tasks did, for who looks after the appliance."""

from medianest.catalog import queries
from medianest.catalog.schemas import SyncReport


async def reports() -> list[SyncReport]:
    """How far each task has come, by name."""
    return [
        SyncReport(task=one.task, cursor=one.cursor, report=one.report, at=one.at)
        for one in await queries.sync.every()
    ]
