"""Where published files lie: claimed before they are moved there, shared by no two downloads."""

from uuid import UUID

import msgspec

from medianest.infra.database import execute, fetchrow, fetchval


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file goes, and the number it has if it is an episode."""

    target: str
    season: int | None
    episode: int | None


async def set_target(download: UUID, target: str, episode: tuple[str, int, int] | None) -> None:
    """Claim the place of the file; raises UniqueViolationError if another download has it."""
    show, season, number = episode or (None, None, None)
    await execute(
        """UPDATE youtube_downloads SET target = $2, show = $3, season = $4, episode = $5
        WHERE id = $1""",
        download,
        target,
        show,
        season,
        number,
    )


async def place_of(download: UUID) -> Place | None:
    """The place that was claimed for the file, None for none yet."""
    row = await fetchrow(
        """SELECT target, season, episode FROM youtube_downloads
        WHERE id = $1 AND target IS NOT NULL""",
        download,
    )
    return None if row is None else Place(**row)


async def next_episode(show: str, season: int, day: int) -> int:
    """The first free number of that day: MMDD and two digits, four after the 99th."""
    first, more = day * 100 + 1, day * 10_000 + 100
    last: int | None = await fetchval(
        """SELECT max(episode) FROM youtube_downloads
        WHERE show = $1 AND season = $2
            AND (episode BETWEEN $3 AND $3 + 98 OR episode BETWEEN $4 AND $4 + 9899)""",
        show,
        season,
        first,
        more,
    )
    if last is None:
        return first
    return more if last == first + 98 else last + 1
