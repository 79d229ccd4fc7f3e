"""Reading as background work: asked for by the timetable, carried out by a worker."""

from datetime import timedelta

from tests.plex.shelf import House
from tests.support.waiting import soon

from medianest.infra.database import fetch, fetchval
from medianest.infra.jobs import Run, Worker
from medianest.kit.ids import new_id
from medianest.plex.library import jobs


async def test_a_worker_reads_each_server_when_its_time_has_come(house: House) -> None:
    timetable = jobs.schedules(house.library, every=timedelta(minutes=5), full_at="03:30")
    worker = Worker(house.library.jobs, jobs.kinds(house.library), timetable)

    async with worker:
        await soon(lambda: _has_rhythm(house))
        await house.library.jobs.run_now("plex.sync")
        await soon(lambda: _is_read(1))
        await house.library.jobs.run_now("plex.sync_full")
        await soon(lambda: _is_read(2))

    reports = await fetch("SELECT is_full, state, trigger FROM plex_syncs ORDER BY is_full")
    assert [tuple(row) for row in reports] == [
        (False, "done", "schedule"),
        (True, "done", "schedule"),
    ]
    assert await house.there("movie") == 12
    names = {one.name: one.every for one in await house.library.jobs.schedules()}
    assert set(names) >= {"plex.sync", "plex.sync_full"}
    assert "30 3 * * *" in names["plex.sync_full"]


async def test_a_household_without_plex_has_nothing_to_read(house: House) -> None:
    await house.library.servers.services.delete("plex")

    changes, _ = jobs.schedules(house.library, every=timedelta(minutes=5), full_at="03:30")
    await changes.run(Run(id=new_id(), kind=changes.name))

    assert await fetchval("SELECT count(*) FROM jobs") == 0


async def test_the_same_failure_is_reported_once(house: House) -> None:
    house.server.stop()

    reports = [await house.sync(), await house.sync()]

    assert [one.state for one in reports] == ["failed", "failed"]
    assert await fetchval("SELECT array_agg(id) FROM plex_syncs") == [reports[1].id]


async def test_a_night_that_failed_is_tried_again_soon(house: House) -> None:
    house.server.faults.only, house.server.faults.status = f"/sections/{house.films.key}/all", 500
    worker = Worker(house.library.jobs, jobs.kinds(house.library), [])

    async with worker:
        await house.library.ask(full=True)
        await soon(_is_retrying)

    assert await house.there("episode") == 13


async def _has_rhythm(house: House) -> bool:
    return bool(await house.library.jobs.schedules())


async def _is_read(times: int) -> bool:
    done = "SELECT count(*) FROM plex_syncs WHERE state = 'done'"
    return bool(await fetchval(done) == times)


async def _is_retrying() -> bool:
    waiting = "SELECT count(*) FROM jobs WHERE kind = 'plex.sync_server' AND state = 'retrying'"
    return bool(await fetchval(waiting))
