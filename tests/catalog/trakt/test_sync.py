"""What is read at Trakt, when, and what is made of it."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.catalog.trakt.den import Den, film, show
from tests.support.waiting import soon

from medianest.infra.database import fetch, fetchval
from medianest.infra.jobs import RetryLaterError
from medianest.kit.errors import OutsideError


async def test_watchlist_and_history_arrive_whole(den: Den) -> None:
    accounts = den.outside.accounts
    for number in range(1001, 1151):
        accounts.wish("movie", number)
    accounts.wish("tv", 1001)
    accounts.wish("movie", 99_999)  # which TMDB does not know
    accounts.watch("movie", 1005)
    accounts.watch("tv", 1002, season=60, episode=3)
    person = await den.linked()

    await den.sync(person)

    assert len(den.shelf.lists[person]) == 151
    assert den.shelf.lists[person][0] == show(1001)
    assert set(await den.trakt.last_watched([film(1005), show(1002), film(1002)])) == {
        film(1005),
        show(1002),
    }


async def test_what_has_not_changed_is_not_read_again(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    den.outside.accounts.watch("movie", 1001)
    person = await den.linked()
    await den.sync(person)
    den.outside.asked.clear()

    await den.sync(person)

    assert [asked.path for asked in den.outside.asked] == ["/sync/last_activities"]


async def test_only_the_end_of_a_history_is_read_again(den: Den) -> None:
    for number in range(1001, 1251):
        den.outside.accounts.watch("movie", number)
    person = await den.linked()
    await den.sync(person)
    den.outside.asked.clear()

    den.outside.accounts.watch("movie", 1001)
    await den.sync(person)

    assert await fetchval("SELECT count(*) FROM trakt_watched") == 251
    assert den.outside.count("/sync/history") == 2


async def test_plays_that_were_deleted_or_noted_for_long_ago_are_followed(den: Den) -> None:
    accounts = den.outside.accounts
    gone = accounts.watch("movie", 1001)
    accounts.watch("movie", 1002)
    person = await den.linked()
    await den.sync(person)

    accounts.forget(gone)
    await den.sync(person)
    accounts.watch("movie", 1003, at=datetime(2001, 1, 1, tzinfo=UTC))
    await den.sync(person)

    rows = await fetch("SELECT tmdb_id FROM trakt_watched ORDER BY tmdb_id")
    assert [row["tmdb_id"] for row in rows] == [1002, 1003]


@pytest.mark.parametrize("fault", ["garbage", "cut_off", "status"])
async def test_a_broken_answer_changes_nothing_and_is_told_in_words(den: Den, fault: str) -> None:
    den.outside.accounts.wish("movie", 1001)
    person = await den.linked()
    await den.sync(person)
    den.outside.accounts.unwish("movie", 1001)
    den.outside.faults.only = "/sync/watchlist/shows"
    setattr(den.outside.faults, fault, 500 if fault == "status" else True)

    with pytest.raises(RetryLaterError):
        await den.sync(person)
    broken = await den.trakt.state(person)
    kept = den.shelf.lists[person]
    den.outside.faults.clear()
    await den.sync(person)

    assert (kept, broken.failure_code) == ([film(1001)], "unreachable")
    assert den.shelf.lists[person] == []
    assert (await den.trakt.state(person)).failure is None


async def test_a_watchlist_that_changes_while_it_is_read_loses_nothing(den: Den) -> None:
    for number in range(1001, 1102):
        den.outside.accounts.wish("movie", number)
    person = await den.linked()
    held = threading.Event()

    async with asyncio.TaskGroup() as group:
        den.outside.faults.held, den.outside.faults.only = held, "page=2"
        reading = group.create_task(_fails(den, person))
        await soon(lambda: den.outside.count("/sync/watchlist/movies") == 2)
        den.outside.accounts.unwish("movie", 1001)
        held.set()
    den.outside.faults.clear()
    await den.sync(person)

    assert reading.result() == "trakt_unsteady"
    assert len(den.shelf.lists[person]) == 100


async def _fails(den: Den, person: UUID) -> str:
    with pytest.raises(RetryLaterError) as told:
        await den.sync(person)
    assert isinstance(told.value.__cause__, OutsideError)
    return told.value.__cause__.code


async def test_a_limit_is_waited_for_as_long_as_trakt_says(den: Den) -> None:
    person = await den.linked()
    den.outside.faults.retry_after, den.outside.faults.only = 90, "/sync/"

    with pytest.raises(RetryLaterError) as told:
        await den.sync(person)

    assert told.value.after == timedelta(seconds=90)


async def test_a_watchlist_is_kept_while_the_catalogue_is_away(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    den.outside.accounts.wish("movie", 1002)
    person = await den.linked()
    den.shelf.away = True

    await den.sync(person)
    tries = den.shelf.asked
    den.shelf.away = False
    await den.sync(person)

    assert tries == 1
    assert den.shelf.lists[person] == [film(1002), film(1001)]
    assert den.shelf.known == {film(1001), film(1002)}


async def test_a_sync_is_asked_for_once_for_everybody_who_is_linked(den: Den) -> None:
    linked, _ = await den.linked(), await den.person("nobody")

    await den.trakt.sync_everybody(None)  # type: ignore[arg-type]  # it looks at nothing
    await den.trakt.sync(linked)

    rows = await fetch("SELECT owner FROM jobs WHERE kind = 'trakt.sync_person'")
    assert [row["owner"] for row in rows] == [linked]
