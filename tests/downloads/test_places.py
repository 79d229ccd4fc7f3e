"""Where files go: numbers that are free."""

from tests.downloads.home import Person
from tests.standins.media_site import MediaSite

from medianest.downloads.queries.places import next_episode
from medianest.infra.database import execute

DAY = 1121


async def fill(last: int) -> None:
    """Give the show every number of the day up to `last`."""
    await execute(
        """INSERT INTO youtube_downloads
            (id, url, link_key, profile, requested_by, state, ticket, tries, title, channel,
             awaits_plex, created_at, updated_at, show, season, episode)
        SELECT gen_random_uuid(), url, link_key || number, profile, requested_by, 'available', 1, 0,
            '', '', false, now(), now(), 'Show', 2026, number
        FROM youtube_downloads, generate_series(112101, $1::int) AS number
        WHERE show IS NULL""",
        last,
    )


async def test_a_day_with_more_than_ninety_nine_videos_has_numbers_left(
    maria: Person, site: MediaSite
) -> None:
    await maria.submit(site.url("/a"))

    first = await next_episode("Show", 2026, DAY)
    await fill(112199)
    hundredth = await next_episode("Show", 2026, DAY)
    await execute("UPDATE youtube_downloads SET episode = $1 WHERE episode = 112199", hundredth)
    next_one = await next_episode("Show", 2026, DAY)
    day_after = await next_episode("Show", 2026, DAY + 1)

    assert (first, hundredth, next_one) == (112101, 11210100, 11210101)
    assert day_after == 112201
