"""Who waits for whom: first the person's lock, then the title's, then rows."""

from uuid import UUID

from medianest.infra.database import Lock
from medianest.kit.media import TitleKey


async def person(who: UUID) -> None:
    """Let nobody else count or add what `who` asks for until this transaction ends."""
    await Lock("requests.person", str(who)).hold()


async def title(key: TitleKey) -> None:
    """Let nobody else add or drop parts of this title until this transaction ends."""
    await Lock("requests.title", f"{key.media_type}:{key.tmdb_id}").hold()
