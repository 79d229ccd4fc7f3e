"""Who waits for whom: first the person's lock, then the title's, then rows."""

from uuid import UUID

from medianest.infra.database import execute
from medianest.kit.media import TitleKey

# Any constants will do, as long as every release uses the same ones.
_PEOPLE = 0x7265_7171
_TITLES = 0x7265_7174


async def person(who: UUID) -> None:
    """Let nobody else count or add what `who` asks for until this transaction ends."""
    await execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", _PEOPLE, str(who))


async def title(key: TitleKey) -> None:
    """Let nobody else add or drop parts of this title until this transaction ends."""
    name = f"{key.media_type}:{key.tmdb_id}"
    await execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", _TITLES, name)
