import asyncio
import threading

import pytest
from tests.plex.moment import Corner
from tests.standins.plex import Entry, PlexStandIn
from tests.standins.plex_things import Film
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import execute, fetchval
from medianest.plex.live.playing import NowPlaying

PATH = "/plex/now-playing"


@pytest.fixture
def doors(corner: Corner) -> Doors:
    return corner.doors()


@pytest.fixture
def film(server: PlexStandIn) -> Entry:
    made = server.shelves.add("movie", "Alien", 1, "/plex/tv/Alien.mkv")
    made.films, made.duration = [Film.in_4k()], 100_000
    return made


async def rate(server: PlexStandIn, entry: Entry, min_age: int | None) -> None:
    """Have the library know an item, and from which age it may be seen."""
    await execute(
        """
        INSERT INTO plex_items (server, library, rating_key, type, title, sort_title, min_age, hash)
        VALUES ($1, 1, $2, $3, 'x', 'x', $4, 0)""",
        server.server_id,
        entry.key,
        entry.type,
        min_age,
    )


async def limit(doors: Doors, role: Role, age: int) -> None:
    await execute("UPDATE users SET age_limit = $2 WHERE id = $1", doors.people[role], age)


async def test_what_plays_is_shown_with_how_far_it_is(
    corner: Corner, doors: Doors, server: PlexStandIn, film: Entry
) -> None:
    server.play(film, at=25_000, state="paused", transcode=True, user="Olga", player="TV")

    async with doors.enter(Role.MEMBER) as max_:
        [shown] = (await max_.get(PATH)).json()["items"]

    assert shown["poster"].startswith(f"/api/v1/plex/images/{server.server_id}/{film.key}?v=")
    del shown["poster"]
    assert shown == {
        "server": server.server_id,
        "sessionId": "s1",
        "user": "Olga",
        "title": "Alien",
        "show": None,
        "season": None,
        "episode": None,
        "ratingKey": str(film.key),
        "progress": 0.25,
        "duration": 100.0,
        "position": 25.0,
        "state": "paused",
        "player": "TV",
        "transcode": True,
        "quality": "720p",
    }


async def test_a_server_that_is_down_or_hangs_hides_nothing_of_the_others(
    corner: Corner, server: PlexStandIn, film: Entry
) -> None:
    save = corner.plex.services.save
    server.play(film)
    with PlexStandIn(server_id="other", token="t2") as other, PlexStandIn(token="t3") as hanging:
        other.add_library("Films", "movie", {"/films": corner.folder})
        other.play(other.shelves.add("movie", "Solaris", 1, "/films/Solaris.mkv"), id="s9")
        hanging.faults.held, hanging.faults.only = threading.Event(), "sessions"
        await save("plex-attic", url=other.url, secret="t2")
        await save("plex-barn", url=hanging.url, secret="t3")
        await save("plex-cellar", url="http://127.0.0.1:9", secret="t4")

        shown = await NowPlaying(corner.plex.servers).visible_to(None)
        hanging.faults.held.set()

    assert [one.title for one in shown] == ["Alien", "Solaris"]
    assert [one.server for one in shown] == [server.server_id, "plex-attic"]


async def test_titles_above_ones_age_are_not_shown_nor_their_pictures(
    corner: Corner, doors: Doors, server: PlexStandIn, film: Entry
) -> None:
    unrated = server.shelves.add("movie", "Unknown", 1, "/plex/tv/Unknown.mkv")
    tame = server.shelves.add("movie", "Heidi", 1, "/plex/tv/Heidi.mkv")
    for entry, min_age in ((film, 16), (unrated, None), (tame, 6)):
        await rate(server, entry, min_age)
        server.play(entry)

    async with doors.enter(Role.MEMBER) as kim:
        everything = (await kim.get(PATH)).json()
    async with doors.enter(Role.MEMBER) as kim:
        await limit(doors, Role.MEMBER, 12)
        shown = (await kim.get(PATH)).json()
        pictures = [
            (await kim.get(f"/plex/images/{server.server_id}/{entry.key}")).status_code
            for entry in (film, unrated, tame)
        ]

    assert everything["total"] == 3
    assert [one["title"] for one in shown["items"]] == ["Heidi"]
    assert pictures == [404, 404, 200]


async def test_an_episode_is_for_the_age_that_its_show_is_for(
    corner: Corner, server: PlexStandIn
) -> None:
    show = server.shelves.add("show", "Kanal", 1)
    season = server.shelves.add("season", "Season 1", 1)
    episode = server.shelves.add("episode", "Pilot", 1, "/plex/tv/p.mkv")
    season.parent, episode.parent, episode.index, season.index = show, season, 3, 1
    await rate(server, show, 16)
    await rate(server, episode, None)
    server.play(episode)
    playing = corner.moment.playing

    [shown] = await playing.visible_to(16)

    assert (shown.show, shown.season, shown.episode) == ("Kanal", 1, 3)
    assert await playing.visible_to(12) == []


async def test_many_who_look_at_once_share_an_answer(
    corner: Corner, server: PlexStandIn, film: Entry
) -> None:
    playing = NowPlaying(corner.plex.servers)
    server.play(film)

    found = await asyncio.gather(*(playing.visible_to(None) for _ in range(20)))

    assert [len(one) for one in found] == [1] * 20
    # One for whoever came first, one for all who came while that was on its way.
    assert server.count("GET", "/status/sessions") == 2


async def test_whoever_is_told_that_something_plays_finds_it(
    corner: Corner, server: PlexStandIn, film: Entry
) -> None:
    playing = NowPlaying(corner.plex.servers)
    before = await playing.visible_to(None)

    server.play(film)

    assert (before, len(await playing.visible_to(None))) == ([], 1)


async def test_what_cannot_be_understood_of_one_session_hides_no_other(
    corner: Corner, server: PlexStandIn, film: Entry
) -> None:
    server.play(film)
    server.play(server.shelves.add("movie", "TV", 1))
    server.shelves.playing[1].id = "s2"
    server.shelves.playing[1].state = "unheard of"  # type: ignore[assignment]  # a newer Plex

    shown = await corner.moment.playing.visible_to(None)

    assert [one.title for one in shown] == ["Alien"]


async def test_a_picture_is_fetched_once_for_each_size_and_keeps_the_token_inside(
    corner: Corner, doors: Doors, server: PlexStandIn, film: Entry
) -> None:
    await rate(server, film, 0)
    path = f"/plex/images/{server.server_id}/{film.key}"

    async with doors.enter(Role.MEMBER) as max_:
        small = [await max_.get(path, params={"w": 120}) for _ in range(2)]
        large = await max_.get(path, params={"w": 480})
        odd = await max_.get(path, params={"w": 121})
        nowhere = await max_.get(f"/plex/images/another/{film.key}")
        server.stop()
        kept = await max_.get(path, params={"w": 480})
        other = await max_.get(path, params={"w": 720})

    assert server.count("GET", "/photo") == 2
    assert small[0].content == small[1].content != large.content == kept.content
    assert large.headers["content-type"] == "image/jpeg"
    assert large.headers["cache-control"].startswith("private")
    assert [odd.status_code, nowhere.status_code, other.status_code] == [404, 404, 502]
    assert all(one.query.get("X-Plex-Token") is None for one in server.asked)


async def test_pictures_that_fail_pause_nothing_else(
    corner: Corner, doors: Doors, server: PlexStandIn
) -> None:
    server.faults.status, server.faults.only = 503, "/photo"
    entries = [server.shelves.add("movie", "x", 1) for _ in range(20)]

    async with doors.enter(Role.MEMBER) as max_:
        paths = [f"/plex/images/{server.server_id}/{entry.key}" for entry in entries]
        answers = await asyncio.gather(*(max_.get(path) for path in paths))

    assert {answer.status_code for answer in answers} <= {502, 503}
    assert (await corner.plex.server()).server.name == "Living Room"


async def test_what_is_no_picture_is_neither_shown_nor_kept(
    corner: Corner, doors: Doors, server: PlexStandIn, film: Entry
) -> None:
    server.faults.garbage, server.faults.only, server.faults.times = True, "/photo", 1
    path = f"/plex/images/{server.server_id}/{film.key}"

    async with doors.enter(Role.MEMBER) as max_:
        broken = await max_.get(path)
        whole = await max_.get(path)

    assert (broken.status_code, whole.status_code) == (502, 200)
    assert await fetchval("SELECT count(*) FROM plex_servers") == 1
