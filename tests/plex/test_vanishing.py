"""What a reading does not see is not gone because of that."""

from collections.abc import AsyncIterator

import httpx2
import msgspec
import pytest
from tests.plex.shelf import House, doors_of
from tests.standins.plex_stock import stock_films
from tests.standins.plex_things import Missing
from tests.standins.world import World

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.plex.library import lists
from medianest.plex.library.errors import HalfAnswerError
from medianest.plex.library.schemas import Report
from medianest.plex.library.work import Sync
from medianest.plex.service import Plex


@pytest.fixture
async def olga(house: House, connected: Plex) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors_of(connected, house.library).enter(Role.OWNER) as client:
        yield client


@pytest.fixture
async def full(house: House, olga: httpx2.AsyncClient, world: World) -> House:
    """A house whose films and shows were read, and whose owner may be asked."""
    assert not olga.is_closed
    stock_films(house.server.shelves, house.films, world.every_film[12:40])
    await house.sync(full=True)
    house.told.clear()
    return house


async def test_a_film_that_is_gone_is_marked_and_its_title_is_told(full: House) -> None:
    [gone] = full.server.shelves.of(full.films.key, "movie")[:1]
    key = TitleKey("movie", int(gone.guids[1][7:]))
    full.server.shelves.remove(gone.key)

    report = await full.sync(full=True)

    assert (report.state, report.deleted) == ("done", 1)
    assert full.told == [key]
    assert key not in await full.library.presence([key])
    assert await fetchval("SELECT count(*) FROM plex_items WHERE deleted_at IS NOT NULL") == 1


async def test_a_film_that_comes_back_is_there_again(full: House) -> None:
    [entry] = full.server.shelves.of(full.films.key, "movie")[:1]
    entry.in_trash_since = 1_700_000_000
    away = await full.sync(full=True)
    entry.in_trash_since = 0

    back = await full.sync(full=True)

    assert (away.deleted, back.added) == (1, 1)
    assert await full.there("movie") == 40


@pytest.mark.parametrize("missing", ["empty", "half", "short", "unavailable"])
async def test_half_a_library_is_never_taken_for_the_whole(full: House, missing: Missing) -> None:
    full.films.missing = missing

    report = await full.sync(full=True)

    held = missing in {"empty", "half"}
    assert (report.state, report.deleted) == ("held" if held else "failed", 0)
    assert report.would_delete == {"empty": 40, "half": 20}.get(missing, 0)
    assert await full.there("movie") == 40
    assert full.told == []


async def test_a_library_that_is_not_named_any_more_keeps_what_is_known_of_it(
    full: House,
) -> None:
    del full.server.shelves.sections[full.shows.key]

    report = await full.sync(full=True)

    assert (report.state, report.would_delete) == ("held", 15)
    assert await full.there("episode") == 13


async def test_a_folder_that_plex_cannot_open_takes_nothing_away(full: House) -> None:
    [gone] = full.server.shelves.of(full.films.key, "movie")[:1]
    full.server.shelves.remove(gone.key)
    full.films.locations.clear()

    report = await full.sync(full=True)

    assert (report.state, report.deleted, report.would_delete) == ("held", 0, 1)


async def test_a_list_that_shrinks_while_it_is_read_is_noticed(full: House) -> None:
    server = await full.library.servers.named("plex")

    async with server.gateway.pages(server.at) as pages:
        reading = lists.whole(pages, full.films.key, "movie", size=10)
        await anext(reading)
        full.server.shelves.remove(full.server.shelves.of(full.films.key, "movie")[0].key)
        with pytest.raises(HalfAnswerError, match="shrank"):
            await anext(reading)


async def test_the_owner_is_asked_once_however_often_it_is_missing(full: House) -> None:
    full.films.missing = "half"

    first = await full.sync(full=True)
    second = await full.sync(full=True)

    told = await fetchval("SELECT array_agg(params->>'sync') FROM notifications")
    states = {
        one.id: one.state
        for one in (await full.library.reports(state=None, before=None, limit=9)).items
    }
    assert told == [str(first.id)]
    assert (states[first.id], states[second.id]) == ("dismissed", "held")


async def test_what_the_owner_confirms_is_looked_for_again_and_then_deleted(
    full: House, olga: httpx2.AsyncClient
) -> None:
    for entry in full.server.shelves.of(full.films.key, "movie")[:20]:
        full.server.shelves.remove(entry.key)
    held = await full.sync(full=True)

    report = await _confirm(full, olga, held)

    assert (held.state, held.would_delete) == ("held", 20)
    assert (report.id, report.state, report.deleted) == (held.id, "done", 20)
    assert (await full.there("movie"), await full.there("episode")) == (20, 13)
    assert len(full.told) == 20


async def test_a_confirmed_deletion_spares_what_the_server_still_has(
    full: House, olga: httpx2.AsyncClient
) -> None:
    full.films.missing = "half"
    held = await full.sync(full=True)

    report = await _confirm(full, olga, held)

    assert (report.state, report.deleted) == ("done", 0)
    assert "still has" in report.reason
    assert await full.there("movie") == 40


async def test_a_dismissed_reading_waits_no_more(full: House, olga: httpx2.AsyncClient) -> None:
    full.films.missing = "empty"
    held = await full.sync(full=True)

    waiting = (await olga.get("/plex/syncs", params={"state": "held"})).json()
    dismissed = await olga.post(f"/plex/syncs/{held.id}/dismiss")
    late = await olga.post(f"/plex/syncs/{held.id}/confirm")
    unknown = await olga.post(f"/plex/syncs/{new_id()}/confirm")

    assert [(one["id"], one["wouldDelete"]) for one in waiting["items"]] == [(str(held.id), 40)]
    assert (dismissed.status_code, dismissed.json()["state"]) == (200, "dismissed")
    assert (late.status_code, late.json()["code"]) == (409, "plex_sync_not_held")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_plex_sync")
    assert await full.there("movie") == 40


async def test_a_disk_that_is_back_ends_the_question(full: House) -> None:
    full.films.missing = "empty"
    held = await full.sync(full=True)
    full.films.missing = ""

    await full.sync(full=True)

    after = await full.library.report(held.id)
    assert after is not None
    assert after.state == "dismissed"


async def _confirm(house: House, olga: httpx2.AsyncClient, held: Report) -> Report:
    """Confirm, and do what the job for it would do."""
    answer = await olga.post(f"/plex/syncs/{held.id}/confirm")
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    order = await fetchval("SELECT payload FROM jobs WHERE unique_key LIKE '%agreed%'")
    return await house.library.carry_out(
        msgspec.convert(order, Sync), Run(id=new_id(), kind="plex.sync_server")
    )
