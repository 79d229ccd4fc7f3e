"""Kill -9 in the middle of a reading: nothing is half written, and the next one goes on."""

import asyncio
import sys
from pathlib import Path

import pytest
from tests.plex.shelf import House

from medianest.infra.database import fetch, fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.plex.library.work import SYNC, Sync

_HERE = Path(__file__).parents[2]


@pytest.mark.parametrize("held_at", ["/sections/2/all", "/sections/3/all"])
async def test_a_killed_reading_goes_on_where_it_was(
    house: House, dsn: str, tmp_path: Path, held_at: str
) -> None:
    sync = new_id()
    house.server.hold(held_at)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.plex.sync_child",
        dsn,
        str(tmp_path / "keys"),
        str(sync),
        cwd=_HERE,
    )
    try:
        assert await asyncio.to_thread(house.server.held.wait, 30)
    finally:
        child.kill()
        await child.wait()
    house.server.let_go()
    before = await house.library.report(sync)
    house.server.asked.clear()

    report = await house.library.carry_out(Sync(full=True), Run(id=sync, kind=SYNC))

    assert before is not None
    read = {library.key for library in before.libraries}
    again = {int(one.path.split("/")[3]) for one in house.server.asked if "/all" in one.path}
    assert before.state == "running"
    assert read.isdisjoint(again)
    assert (report.state, [one.key for one in report.libraries]) == ("done", [1, 2, 3])
    assert (await house.there("movie"), await house.there("episode")) == (12, 13)
    assert await fetchval("SELECT count(*) FROM plex_syncs") == 1


async def test_a_reading_that_nobody_goes_on_with_is_said_to_be_interrupted(house: House) -> None:
    await fetch(
        "INSERT INTO plex_syncs (id, service, state, is_full, trigger, started_at, reason)"
        " VALUES ($1, 'plex', 'running', true, 'schedule', now(), '')",
        lost := new_id(),
    )

    await house.sync(full=True)

    report = await house.library.report(lost)
    assert report is not None
    assert (report.state, report.reason) == ("failed", "It was interrupted.")
