from datetime import timedelta

import pytest
from tests.plex.shelf import House
from tests.standins.plex_things import Entry

from medianest.kit.clock import now
from medianest.plex.errors import PlexKeepsFilesError
from medianest.plex.library.clearing import Clearings
from medianest.plex.library.unwatched import Looked, Unwatched

YEARS_AGO = (now() - timedelta(days=1000)).timestamp()


@pytest.fixture
async def clearings(house: House) -> Clearings:
    """Everything on the shelves was added long ago."""
    for entry in house.server.shelves.entries.values():
        entry.added = entry.updated = YEARS_AGO
    await house.sync(full=True)
    return Clearings(house.library.servers, house.library.on_changed)


async def looked(clearings: Clearings) -> Looked:
    return await clearings.unwatched(added_before=now() - timedelta(days=365), limit=100)


async def found(clearings: Clearings) -> dict[str, Unwatched]:
    return {one.title: one for one in (await looked(clearings)).unwatched}


def films(house: House) -> list[Entry]:
    return house.server.shelves.of(house.films.key, "movie")


def episode(house: House) -> Entry:
    return house.server.shelves.of(house.shows.key, "episode")[0]


async def test_only_what_nobody_at_all_watched_is_found(house: House, clearings: Clearings) -> None:
    everything = await found(clearings)
    seen_by_owner, seen_by_others, new = films(house)[:3]
    seen_by_owner.change(view_count=1, viewed=YEARS_AGO)
    seen_by_others.others_watched = True
    new.change(added=now().timestamp())
    episode(house).change(view_count=1)
    await house.sync(full=True)

    left = await found(clearings)

    assert len(everything) == 13
    gone = {seen_by_owner.title, seen_by_others.title, new.title}
    assert set(everything) - set(left) == gone | {episode(house).show.title}  # type: ignore[union-attr]  # an episode has a show


async def test_while_the_server_is_away_nothing_is_said_to_be_unwatched(
    house: House, clearings: Clearings
) -> None:
    house.server.stop()

    answer = await looked(clearings)

    assert answer.unwatched == []
    assert len(answer.unknown) == 13


async def test_what_is_deleted_is_gone_at_once_and_said_to_be(
    house: House, clearings: Clearings
) -> None:
    one = (await found(clearings))[films(house)[0].title]
    house.told.clear()

    await clearings.delete(one)
    await clearings.delete(one)

    assert one.rating_key not in house.server.shelves.entries
    assert await house.there("movie") == 11
    assert [key.tmdb_id for key in house.told] == [one.tmdb_id, one.tmdb_id]


async def test_a_server_that_keeps_its_files_says_how_to_let_them_go(
    house: House, clearings: Clearings
) -> None:
    house.server.shelves.keeps_files = True
    one = next(iter((await found(clearings)).values()))

    with pytest.raises(PlexKeepsFilesError, match="Allow media deletion"):
        await clearings.delete(one)

    assert await house.there("movie") == 12
