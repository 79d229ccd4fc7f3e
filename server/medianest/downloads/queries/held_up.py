"""What waits until somebody in the house does something about it."""

from uuid import UUID

from medianest.infra.database import fetchval


async def waits_for(kind: str, *, person: UUID | None = None) -> bool:
    """Whether a download (of `person`) that is not over was last held up by the failure `kind`."""
    found: bool = await fetchval(
        """SELECT EXISTS (
            SELECT FROM youtube_downloads
            WHERE state IN ('queued', 'probing', 'downloading', 'processing', 'publishing')
                AND failure->>'class' = $1 AND ($2::uuid IS NULL OR requested_by = $2))""",
        kind,
        person,
    )
    return found
