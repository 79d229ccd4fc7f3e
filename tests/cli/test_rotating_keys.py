"""`medianest keys rotate` as an owner runs it: beside what runs, killed, and run again."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from tests.standins.tmdb import TmdbStandIn
from tests.support.appliance import Appliance
from tests.support.kept_secrets import KEPT, keep_one_of_each, opened, sealed_by
from tests.support.prepared import prepare
from tests.support.waiting import soon

from medianest.infra import vault as vaults
from medianest.infra.database import connection, execute, fetchval
from medianest.infra.vault import Vault

ROTATE = [sys.executable, "-m", "medianest", "keys", "rotate"]
WAITING = """FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def environment(data_dir: Path, dsn: str = "") -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "MEDIANEST__DATA_DIR": str(data_dir), "MEDIANEST__DATABASE__URL": dsn}


def rotate(given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ROTATE, env=given, capture_output=True, text=True, timeout=240, check=False
    )


def begin_long_ago(keys: Path) -> None:
    """As a rotation leaves it that was killed at once, and that nobody has to wait for."""
    Vault(keys).begin_rotation()
    os.utime(keys / "0002.key", (0, 0))


async def somebody_waits() -> bool:
    return bool(await fetchval(f"SELECT count(*) {WAITING}"))


async def nobody_waits() -> bool:
    return not await somebody_waits()


async def test_killed_in_the_middle_it_goes_on_when_it_is_run_again(
    database: str, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    await keep_one_of_each(Vault(keys))
    given = environment(tmp_path, database)
    async with connection() as line, line.transaction():
        await line.execute("SELECT id FROM trakt_links FOR UPDATE")
        process = await asyncio.create_subprocess_exec(*ROTATE, env=given, stdout=DEVNULL)
        await soon(somebody_waits)
        process.kill()
        await process.wait()
        # Or it would go on with its last statement, for nobody.
        await execute(f"SELECT pg_terminate_backend(pid) {WAITING}")
        await soon(nobody_waits)
    halfway = (await sealed_by(1), await sealed_by(2), await opened(Vault(keys)))
    os.utime(keys / "0002.key", (0, 0))

    done = rotate(given)

    assert halfway[0] == ["jobs", "trakt_codes", "trakt_links"]
    assert halfway[1] == ["notification_channels", "services"]
    assert halfway[2] == KEPT
    assert done.returncode == 0, done.stderr
    assert "4 secrets were sealed by key 2 in" in done.stdout
    assert "Removed: key 1." in done.stdout
    assert await sealed_by(1) == []
    assert await opened(Vault(keys)) == KEPT


async def test_broken_off_by_hand_it_ends_with_130_and_few_words(
    database: str, tmp_path: Path
) -> None:
    await keep_one_of_each(Vault(tmp_path / "keys"))
    given = environment(tmp_path, database)
    async with connection() as line, line.transaction():
        await line.execute("SELECT id FROM services FOR UPDATE")
        process = await asyncio.create_subprocess_exec(
            *ROTATE, env=given, stdout=DEVNULL, stderr=PIPE
        )
        await soon(somebody_waits)
        process.send_signal(signal.SIGINT)
        _, said = await process.communicate()

    assert process.returncode == 130
    assert said.decode().strip() == "Broken off."


async def test_a_secret_that_no_key_opens_is_named_and_ends_it_with_1(
    database: str, tmp_path: Path
) -> None:
    await keep_one_of_each(Vault(tmp_path / "keys"))
    await execute("UPDATE services SET secret = '1.' || repeat('A', 60)")
    row = await fetchval("SELECT id FROM services")

    done = rotate(environment(tmp_path, database))

    assert done.returncode == 1
    assert f"No key opens services.secret, row {row}." in done.stderr
    assert "all keys were kept" in done.stderr


@pytest.fixture
async def running(tmp_path: Path, database: str) -> AsyncIterator[Appliance]:
    appliance = Appliance(tmp_path, MEDIANEST__DATABASE__URL=database).start()
    yield appliance
    assert appliance.stop() == 0


async def test_an_appliance_that_runs_reads_and_writes_secrets_as_before(
    running: Appliance, tmdb: TmdbStandIn
) -> None:
    service = {"url": tmdb.url, "secret": tmdb.api_key}
    token = running.set_up()["tokens"]["accessToken"]
    with running.client(token) as client:
        client.put("/services/tmdb", json=service).raise_for_status()
        begin_long_ago(running.data_dir / "keys")

        done = rotate(running.environment())

        read = client.post("/services/tmdb/test").json()
        renewed = await fetchval("SELECT secret FROM services")
        client.put("/services/tmdb", json=service).raise_for_status()
    written = await fetchval("SELECT secret FROM services")
    assert done.returncode == 0, done.stderr
    assert read["ok"] is True
    assert renewed != written
    assert {renewed[:2], written[:2]} == {"2."}
    assert vaults.numbers(running.data_dir / "keys") == {2}


def test_an_appliance_that_does_not_run_has_nobody_to_wait_for(tmp_path: Path) -> None:
    prepare(tmp_path)
    Vault(tmp_path / "keys")

    done = rotate(environment(tmp_path))

    assert done.returncode == 0, done.stderr
    assert "0 secrets were sealed by key 2" in done.stdout
    assert "to store it" not in done.stdout
    assert vaults.numbers(tmp_path / "keys") == {2}
