"""Data of an older Postgres are taken over, and are safe at every step."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import asyncpg
import pytest
from tests.infra.postgres.conftest import Launch

from medianest.infra.postgres import _room, embedded
from medianest.infra.supervisor import OwnerMustActError

OLD = Path("/usr/lib/postgresql/15/bin")
pytestmark = pytest.mark.skipif(not OLD.is_dir(), reason="needs the system's Postgres 15")


async def fill(folder: Path) -> None:
    async with embedded(folder, bin_dirs=[OLD], durable=False) as server:
        # As an older release did, which knew no other user.
        connection: asyncpg.Connection[Any] = await asyncpg.connect(server.ruling_dsn)
        await connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 50000) AS number")
        await connection.close()


async def kept(dsn: str) -> tuple[int, int]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    release = connection.get_server_version().major
    count = await connection.fetchval("SELECT count(*) FROM kept")
    await connection.close()
    return release, count


async def test_old_data_are_taken_over_after_a_dump(tmp_path: Path) -> None:
    await fill(tmp_path)

    async with embedded(tmp_path, durable=False) as server:
        assert await kept(server.dsn) == (18, 50_000)
        dump = tmp_path / "backups" / "postgres-15-before-18.dump"
        listed = await anyio.run_process([server.bin_dir / "pg_restore", "--list", dump])

    assert "TABLE DATA public kept" in listed.stdout.decode()
    assert (tmp_path / "postgres" / "15" / "PG_VERSION").exists()


# Each names a moment by what is there already.
MOMENTS: dict[str, Callable[[Path], bool]] = {
    "during the dump": lambda home: any((home / "backups").glob("*.partial")),
    "after the dump": lambda home: any((home / "backups").glob("*.dump")),
    "while the new cluster is made": lambda home: (home / "postgres" / "18.new").exists(),
    "during the restore": lambda home: (home / "postgres" / "18.new" / "postmaster.pid").exists(),
    "after the restore": lambda home: (
        not (home / "postgres" / "18.new").exists() and (home / "postgres" / "18").exists()
    ),
}


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_on_the_way_it_begins_again_and_loses_nothing(
    tmp_path: Path, launch: Launch, moment: str
) -> None:
    await fill(tmp_path)

    killed = launch(tmp_path, until=lambda: MOMENTS[moment](tmp_path))
    assert killed.said == ""

    again = launch(tmp_path)

    assert await kept(again.dsn) == (18, 50_000)


async def test_without_room_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(tmp_path)
    monkeypatch.setattr(_room, "_BESIDES", 10**18)

    with pytest.raises(OwnerMustActError, match="Make room and start again"):
        async with embedded(tmp_path, durable=False):
            pass

    assert not (tmp_path / "postgres" / "18.new").exists()
    assert list((tmp_path / "backups").iterdir()) == []


async def test_the_share_that_is_done_only_grows(tmp_path: Path) -> None:
    await fill(tmp_path)
    told: list[float] = []

    async with embedded(tmp_path, durable=False, upgrading=told.append):
        pass

    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 0.97)


async def test_without_the_old_programs_the_owner_hears_what_to_install(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with embedded(tmp_path / "other") as server:
        new = server.bin_dir

    with pytest.raises(OwnerMustActError, match="Install the package postgresql-15"):
        async with embedded(tmp_path, bin_dirs=[new]):
            pass
