"""What was acknowledged is there after anything was killed, and nothing is left running."""

import asyncio
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from tests.infra.postgres.conftest import Launch, gone, postmaster

from medianest.infra.postgres import embedded
from medianest.infra.supervisor import OwnerMustActError

LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


async def write_until_lost(dsn: str, acknowledged: list[int], enough: asyncio.Event) -> None:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE IF NOT EXISTS said (number int)")
    try:
        for number in range(1_000_000):
            await connection.execute("INSERT INTO said VALUES ($1)", number)
            acknowledged.append(number)
            if number == 200:
                enough.set()
    except LOST:
        return
    finally:
        connection.terminate()


async def killed_while_writing(dsn: str, victim: psutil.Process) -> int:
    """Kill `victim` under writes; how many rows had been acknowledged."""
    acknowledged: list[int] = []
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(write_until_lost(dsn, acknowledged, enough))
        await enough.wait()
        victim.send_signal(signal.SIGKILL)
    return len(acknowledged)


async def rows(dsn: str) -> int:
    """How many rows there are, as soon as the server answers."""
    while True:
        try:
            return await counted(dsn)
        except LOST:
            await asyncio.sleep(0.02)


async def counted(dsn: str) -> int:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    try:
        found: int = await connection.fetchval("SELECT count(*) FROM said")
        return found
    finally:
        connection.terminate()


async def test_a_killed_postmaster_is_back_with_every_acknowledged_row(tmp_path: Path) -> None:
    async with embedded(tmp_path) as server:
        first = postmaster(tmp_path)

        acknowledged = await killed_while_writing(server.dsn, first)

        assert await rows(server.dsn) >= acknowledged
        assert postmaster(tmp_path).pid != first.pid


async def test_it_comes_back_as_often_as_it_is_killed(tmp_path: Path) -> None:
    async with embedded(tmp_path) as server:
        for _ in range(3):
            acknowledged = await killed_while_writing(server.dsn, postmaster(tmp_path))
            assert await rows(server.dsn) >= acknowledged


async def test_a_killed_parent_takes_the_server_along_and_loses_nothing(launch: Launch) -> None:
    first = launch()
    orphan = postmaster(first.folder)

    acknowledged = await killed_while_writing(first.dsn, psutil.Process(first.process.pid))
    again = launch()

    assert gone(orphan)
    assert await rows(again.dsn) >= acknowledged


async def test_everything_killed_at_once_is_repaired_at_the_next_start(launch: Launch) -> None:
    first = launch()
    acknowledged: list[int] = []
    enough = asyncio.Event()
    writing = write_until_lost(first.dsn, acknowledged, enough)
    async with asyncio.TaskGroup() as group:
        group.create_task(writing)
        await enough.wait()
        server = postmaster(first.folder)
        everybody = [*server.children(), server]
        first.process.kill()
        for one in everybody:
            # Some of its processes live for a moment only.
            with suppress(psutil.NoSuchProcess):
                one.kill()

    again = launch()

    assert await rows(again.dsn) >= len(acknowledged)


def test_a_lock_file_that_names_a_stranger_does_not_prevent_the_start(launch: Launch) -> None:
    first = launch()
    file = first.folder / "postgres" / "18" / "postmaster.pid"
    content = file.read_text().splitlines()
    server = postmaster(first.folder)
    first.process.kill()
    psutil.wait_procs([server])
    with subprocess.Popen(["sleep", "60"], user=file.parent.stat().st_uid) as stranger:
        file.write_text("\n".join([str(stranger.pid), *content[1:], ""]))

        again = launch()
        stranger.kill()

    assert again.said.startswith("up ")


async def test_an_orphan_from_elsewhere_is_ended_before_the_start(launch: Launch) -> None:
    first = launch()
    server = postmaster(first.folder)
    # A stopped process cannot obey the kernel's last wish.
    server.suspend()
    first.process.kill()
    first.process.wait()
    server.resume()

    again = launch()

    assert again.said.startswith("up ")
    assert gone(server)


async def test_the_second_on_the_same_folder_is_refused(tmp_path: Path, launch: Launch) -> None:
    async with embedded(tmp_path):
        second = launch()

        assert second.said.startswith("refused Another MediaNest already uses")
        assert second.process.wait() == 78
        with pytest.raises(OwnerMustActError, match="already uses"):
            async with embedded(tmp_path):
                pass


async def test_a_clean_stop_leaves_no_process_and_no_recovery(tmp_path: Path) -> None:
    async with embedded(tmp_path) as server:
        process = postmaster(tmp_path)
        # An open session must not hold the stop up.
        session: asyncpg.Connection[Any] = await asyncpg.connect(server.dsn)
        sleeping = asyncio.gather(session.execute("SELECT pg_sleep(600)"), return_exceptions=True)

    await sleeping
    assert gone(process)
    assert "database system is shut down" in (tmp_path / "logs" / "postgres.log").read_text()


async def test_a_stop_succeeds_even_when_the_server_does_not_listen(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        process = postmaster(tmp_path)
        process.suspend()

    assert gone(process)
