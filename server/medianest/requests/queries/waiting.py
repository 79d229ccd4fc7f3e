"""What waits for a decision."""

from datetime import datetime

from medianest.infra.database import fetchrow


async def overdue(*, before: datetime) -> tuple[int, str]:
    """How many pending requests are older than `before`, and the title of the oldest."""
    row = await fetchrow(
        "SELECT count(*) AS waiting, (array_agg(title ORDER BY created_at))[1] AS oldest"
        " FROM media_requests WHERE state = 'pending' AND created_at < $1",
        before,
    )
    return (row["waiting"], row["oldest"] or "") if row else (0, "")
