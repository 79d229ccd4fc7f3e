"""Backups of a real database, made and proven."""

import asyncio
import gc
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from tests.backups.household import Household, Silent, unheard
from tests.support.waiting import soon

from medianest.backups import proving
from medianest.backups.archive import opened
from medianest.backups.errors import BackupRunningError, NoRoomError, UnreadableError
from medianest.backups.folder import Folder
from medianest.backups.making import Maker
from medianest.backups.offline import before_upgrade
from medianest.backups.receiving import Reception
from medianest.cli import _backups as commands


async def test_a_backup_that_gave_every_row_back_is_good_and_leaves_nothing(
    household: Household,
) -> None:
    path = await household.backup()
    unproven = household.maker.folder.one(path.name)

    found = await household.maker.verify(path.name, unheard)

    assert (unproven.state, found.state, found.detail) == ("unverified", "good", "")
    assert path.stat().st_mode & 0o077 == 0
    with opened(path) as reader:
        manifest = reader.manifest
    assert found.card is not None
    assert found.card.rows == manifest.total_rows
    assert manifest.rows["public.users"] == 1
    assert {"keys/0001.key", "instance-id"} < {member.name for member in manifest.members}
    left = await household.ask("SELECT count(*) FROM pg_database WHERE datname LIKE '%check%'")
    assert left == 0


async def test_what_is_written_meanwhile_is_in_neither_the_dump_nor_the_counts(
    household: Household,
) -> None:
    await household.do("CREATE TABLE busy AS SELECT g FROM generate_series(1, 50000) g")
    line = await asyncpg.connect(household.dsn)
    writing = True

    async def write() -> None:
        while writing:
            await line.execute("INSERT INTO busy SELECT g FROM generate_series(1, 100) g")

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        path = await household.backup()
        writing = False
    await line.close()

    assert (await household.maker.verify(path.name, unheard)).state == "good"


async def test_a_backup_whose_rows_are_not_those_it_names_is_bad(household: Household) -> None:
    path = await household.backup()
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"public.users": 1', b'"public.users": 2', 1))

    found = await household.maker.verify(path.name, unheard)

    assert found.state == "bad"
    assert "public.users" in found.detail


async def test_a_damaged_backup_is_bad_and_says_so(household: Household) -> None:
    path = await household.backup()
    with opened(path) as reader:
        middle = reader.manifest.dump.size // 2
    content = bytearray(path.read_bytes())
    content[-middle] ^= 1
    path.write_bytes(content)

    found = await household.maker.verify(path.name, unheard)

    assert found.state == "bad"


async def test_a_database_that_does_not_answer_says_nothing_about_a_backup(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: object) -> int:
        raise TimeoutError

    path = await household.backup()
    monkeypatch.setattr(proving, "_release", silent)

    found = await household.maker.verify(path.name, unheard)

    assert found.state == "unverified"
    assert "database could not be used" in found.detail


async def test_a_verdict_is_not_of_another_file_under_the_same_name(household: Household) -> None:
    path = await household.backup()
    await household.maker.verify(path.name, unheard)

    path.write_bytes(path.read_bytes() + bytes(512))

    assert household.maker.folder.one(path.name).state == "unverified"


async def test_of_two_at_once_one_is_made(household: Household) -> None:
    both = await asyncio.gather(household.backup(), household.backup(), return_exceptions=True)

    refused = [one for one in both if isinstance(one, BackupRunningError)]
    assert len(refused) == 1
    assert len(household.maker.folder.all()) == 1


async def test_a_cancelled_backup_leaves_nothing(household: Household) -> None:
    task = asyncio.get_running_loop().create_task(household.backup())
    folder = household.maker.folder.path
    await soon(lambda: any(folder.glob("*.partial")))

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert [path.name for path in folder.iterdir()] == [".lock"]


async def test_before_an_upgrade_an_empty_database_needs_no_backup(
    household: Household, virgin: str
) -> None:
    assert await before_upgrade(household.settings, virgin, None, Silent()) is None
    made = await before_upgrade(household.settings, household.dsn, None, Silent())
    assert made is not None
    assert made.name.endswith("-before-upgrade.tar")


async def test_a_backup_from_before_an_upgrade_is_one_of_the_release_before(
    household: Household,
) -> None:
    await household.do("INSERT INTO releases VALUES ('0.0.9', '0.0.9', now())")

    made = await before_upgrade(household.settings, household.dsn, None, Silent())

    assert made is not None
    with opened(made) as reader:
        assert reader.manifest.version == "0.0.9"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", folder], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount")
    yield folder
    subprocess.run(["umount", folder], check=True)
    # A pipe that was left open is told of, and fails the test.
    gc.collect()


async def test_a_disk_without_room_is_not_begun_on(household: Household, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(100_000_000))

    with pytest.raises(NoRoomError, match="MB of room"):
        await _in(household.maker, small_disk).make("manual", unheard)


async def test_a_disk_that_becomes_full_is_told_and_left_clean(
    household: Household, small_disk: Path
) -> None:
    # What cannot be compressed, so that there is more to come when the disk is full.
    await household.do(
        "CREATE TABLE noise AS SELECT gen_random_uuid() FROM generate_series(1, 200000)"
    )

    def fill(_: float | None) -> None:
        with suppress(OSError), (small_disk / "ballast").open("ab") as ballast:
            while True:
                ballast.write(bytes(1_000_000))

    with pytest.raises(NoRoomError, match="became full"):
        await _in(household.maker, small_disk).make("manual", lambda _: fill)

    assert [path.name for path in (small_disk / "backups").iterdir()] == [".lock"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else's folder")
async def test_a_file_from_elsewhere_is_not_tried_beside_another_check(
    household: Household, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = (await household.backup()).rename(tmp_path / "elsewhere.tar")

    with household.maker.folder.held():
        status = await commands.verify(household.settings, Namespace(file=elsewhere))

    assert status == 1
    assert "made or checked already" in capsys.readouterr().err


def test_a_share_that_belongs_to_somebody_else_holds_backups_too(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    share.chmod(0o777)
    words = (
        "import os; from pathlib import Path; from medianest.backups.folder import Folder;"
        f"os.chdir({str(share)!r}); os.setuid(1026); Folder(Path()).held().__enter__()"
    )

    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert (share / ".lock").stat().st_mode & 0o777 == 0o600
    assert share.stat().st_mode & 0o777 == 0o777


def _in(made_by: Maker, disk: Path) -> Maker:
    return Maker(source=made_by.source, folder=Folder(disk / "backups"), bench=made_by.bench)


async def test_what_a_killed_backup_leaves_is_not_listed_and_goes_with_the_next(
    household: Household,
) -> None:
    await household.do(
        "CREATE TABLE noise AS SELECT gen_random_uuid() FROM generate_series(1, 99999)"
    )
    folder = household.maker.folder.path
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "medianest", "backup"),
        env={
            "PATH": os.environ["PATH"],
            "MEDIANEST__DATA_DIR": str(household.data_dir),
            "MEDIANEST__DATABASE__URL": household.dsn,
        },
        stderr=subprocess.DEVNULL,
    )
    await soon(lambda: any(folder.glob("*.partial")), within=60)
    child.kill()
    await child.wait()
    listed = household.maker.folder.all()

    made = await household.backup()

    assert listed == []
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [made.name]


async def test_what_a_killed_upload_leaves_goes_with_the_next_backup_and_another_stays(
    household: Household,
) -> None:
    folder = household.maker.folder.make()
    left = folder.path / ".0123.arriving"
    left.write_bytes(b"half of it")
    on_the_way = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"something"
        await on_the_way.wait()

    async def upload() -> None:
        with pytest.raises(UnreadableError):
            await Reception(folder).take(body(), announced=None)

    async with asyncio.TaskGroup() as meanwhile:
        meanwhile.create_task(upload())
        await soon(lambda: len(list(folder.path.glob(".*.arriving"))) == 2)
        await household.backup()
        arriving = list(folder.path.glob(".*.arriving"))
        on_the_way.set()

    assert len(arriving) == 1
    assert arriving != [left]
