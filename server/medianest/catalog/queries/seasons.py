"""Seasons and episodes."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import msgspec

from medianest.catalog.facts import SeasonDetails, SeasonNote
from medianest.infra.database import changed, execute, fetch, fetchval

# Episodes get their names late, and dates move: a season that is not over is asked for again.
_AGAIN_AFTER = timedelta(days=1)


class EpisodeFacts(msgspec.Struct, frozen=True):
    """An episode of a season."""

    number: int
    air_date: date | None


class SeasonFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A season: how many episodes it is to have, and how many were shown so far."""

    number: int
    name: str
    episode_count: int
    aired: int
    episodes: list[EpisodeFacts]


class Incomplete(msgspec.Struct, frozen=True):
    """A season whose episodes should be asked for."""

    show: int
    number: int


async def note(show: int, seasons: Sequence[SeasonNote]) -> None:
    """Write down a show's seasons; those that changed are due to be asked for."""
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "air_date": one.aired,
            "episode_count": one.episode_count,
            "poster_path": one.poster_path,
        }
        for one in seasons
    ]
    await execute(
        """
        INSERT INTO seasons AS s (show, number, name, air_date, episode_count, poster_path, due_at)
        SELECT DISTINCT ON (number)
            $2::int, number, name, air_date, episode_count, poster_path, now()
        FROM jsonb_to_recordset($1::jsonb) AS x(number int, name text, air_date date,
            episode_count int, poster_path text)
        ORDER BY number
        ON CONFLICT (show, number) DO UPDATE SET
            name = excluded.name, air_date = excluded.air_date,
            episode_count = excluded.episode_count, poster_path = excluded.poster_path,
            due_at = CASE WHEN s.episode_count <> excluded.episode_count OR s.fetched_at IS NULL
                THEN now() ELSE s.due_at END
        """,
        rows,
        show,
    )


async def fill(show: int, details: SeasonDetails) -> None:
    """Write down a season's episodes; one that is over is complete."""
    season = await fetchval(
        """
        INSERT INTO seasons (show, number, name, air_date, episode_count, poster_path)
        SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT FROM shows WHERE tmdb_id = $1)
        ON CONFLICT (show, number) DO UPDATE SET name = excluded.name,
            air_date = excluded.air_date, episode_count = excluded.episode_count
        RETURNING id
        """,
        show,
        details.number,
        details.name,
        details.aired,
        len(details.episodes),
        details.poster_path,
    )
    if season is None:
        return
    await _fill_episodes(season, details)
    await execute(
        """
        UPDATE seasons SET fetched_at = now(), due_at = CASE WHEN EXISTS (
            SELECT FROM episodes e WHERE e.season = $1
            AND (e.air_date IS NULL OR e.air_date > current_date - 7))
            THEN now() + $2::interval END
        WHERE id = $1
        """,
        season,
        _AGAIN_AFTER,
    )


async def _fill_episodes(season: int, details: SeasonDetails) -> None:
    rows = [
        {"number": one.number, "name": one.name, "air_date": one.aired, "runtime": one.runtime}
        for one in details.episodes
    ]
    await execute(
        "DELETE FROM episodes WHERE season = $1 AND number <> ALL($2)",
        season,
        [one.number for one in details.episodes],
    )
    await execute(
        """
        INSERT INTO episodes (season, number, name, air_date, runtime)
        SELECT DISTINCT ON (number) $2::bigint, number, name, air_date, runtime
        FROM jsonb_to_recordset($1::jsonb)
            AS x(number int, name text, air_date date, runtime int)
        ON CONFLICT (season, number) DO UPDATE SET name = excluded.name,
            air_date = excluded.air_date, runtime = excluded.runtime
        """,
        rows,
        season,
    )


async def of(show: int) -> list[SeasonFacts]:
    """A show's seasons with their episodes; none where it was never asked for."""
    rows = await fetch(
        """
        SELECT s.number, s.name, s.episode_count,
            count(e.id) FILTER (WHERE e.air_date <= current_date) AS aired,
            coalesce(array_agg(e.number ORDER BY e.number) FILTER (WHERE e.id IS NOT NULL),
                '{}') AS numbers,
            coalesce(array_agg(e.air_date ORDER BY e.number) FILTER (WHERE e.id IS NOT NULL),
                '{}') AS dates
        FROM seasons s LEFT JOIN episodes e ON e.season = s.id
        WHERE s.show = $1 GROUP BY s.id ORDER BY s.number
        """,
        show,
    )
    return [
        SeasonFacts(
            number=row["number"],
            name=row["name"],
            episode_count=row["episode_count"],
            aired=row["aired"],
            episodes=[
                EpisodeFacts(number, aired)
                for number, aired in zip(row["numbers"], row["dates"], strict=True)
            ],
        )
        for row in rows
    ]


async def due(limit: int) -> list[Incomplete]:
    """The seasons that have waited longest to be asked for."""
    rows = await fetch(
        "SELECT show, number FROM seasons WHERE due_at <= now() ORDER BY due_at, id LIMIT $1",
        limit,
    )
    return [Incomplete(row["show"], row["number"]) for row in rows]


async def missing(show: int) -> list[int]:
    """The numbers of a show's seasons whose episodes are not known yet."""
    rows = await fetch(
        "SELECT number FROM seasons WHERE show = $1 AND fetched_at IS NULL ORDER BY number", show
    )
    return [row["number"] for row in rows]


async def gone(show: int, number: int) -> int:
    """Forget a season that TMDB no longer knows; how many there were."""
    return await changed("DELETE FROM seasons WHERE show = $1 AND number = $2", show, number)


async def sizes(shows: Collection[int]) -> dict[int, int]:
    """How many episodes each of `shows` has in all its seasons, without specials."""
    rows = await fetch(
        """
        SELECT show, sum(episode_count)::int AS episodes FROM seasons
        WHERE show = ANY($1) AND number > 0 GROUP BY show
        """,
        list(shows),
    )
    return {row["show"]: row["episodes"] for row in rows}
