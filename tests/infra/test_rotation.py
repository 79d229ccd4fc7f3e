"""A new key for every secret: whole, resumed, refused, and never at the cost of a secret."""

import ast
import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.kept_secrets import KEPT, keep_one_of_each, opened, sealed_by
from tests.support.waiting import soon

import medianest
from medianest.app import rotate_keys
from medianest.app._rotation import NoRotationError
from medianest.backups.build import folder_of
from medianest.backups.sealed import SEALED
from medianest.infra import vault as vaults
from medianest.infra.database import execute, fetchval
from medianest.infra.rotation import RotationRunningError
from medianest.infra.sealed import Renewed, SealedColumn
from medianest.infra.tasks import Tasks
from medianest.infra.vault import Vault
from medianest.monitoring.service import SECRET
from medianest.settings import Server, Settings

AT_ONCE = timedelta(0)
SERVER = Path(medianest.__file__).parent


class PowerCutError(Exception):
    """Ends a rotation in the middle."""


@dataclass
class Listener:
    """Hears how far it is; ends it when told that `ends_at` secrets are done."""

    ends_at: int | None = None
    waited: list[float] = field(default_factory=list)

    def sealed(self, done: int, of: int) -> None:
        if done == self.ends_at and of:
            raise PowerCutError

    def waits(self, seconds: float) -> None:
        self.waited.append(seconds)


async def rotate(settings: Settings, listener: Listener, settled: timedelta) -> None:
    await rotate_keys(settings, listener, settled=settled)


@pytest.fixture
async def vault(database: str, tmp_path: Path) -> Vault:
    """Of a process that serves, and has sealed one secret of each kind."""
    made = Vault(tmp_path / "keys")
    await keep_one_of_each(made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.mark.usefixtures("vault")
async def test_every_secret_is_sealed_by_the_new_key_and_the_old_one_goes(
    settings: Settings,
) -> None:
    rotated = await rotate_keys(settings, Listener(), settled=AT_ONCE)

    assert (rotated.key, rotated.secrets, rotated.removed) == (2, len(KEPT), [1])
    assert await opened(Vault(settings.data_dir / "keys")) == KEPT
    assert await sealed_by(1) == []
    assert vaults.numbers(settings.data_dir / "keys") == {2}


async def test_a_process_that_runs_reads_and_seals_by_the_new_key(
    vault: Vault, settings: Settings
) -> None:
    await rotate_keys(settings, Listener(), settled=AT_ONCE)

    assert await opened(vault) == KEPT
    assert vault.seal("x", row="a").startswith("2.")


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("done", range(len(KEPT) + 1))
async def test_broken_off_anywhere_it_opens_everything_and_goes_on(
    settings: Settings, done: int
) -> None:
    with pytest.raises(PowerCutError):
        await rotate_keys(settings, Listener(ends_at=done), settled=AT_ONCE)
    halfway = await opened(Vault(settings.data_dir / "keys"))

    rotated = await rotate_keys(settings, Listener(), settled=AT_ONCE)

    assert halfway == KEPT
    assert (rotated.key, rotated.secrets) == (2, len(KEPT) - done)
    assert await opened(Vault(settings.data_dir / "keys")) == KEPT
    assert vaults.numbers(settings.data_dir / "keys") == {2}


@pytest.mark.usefixtures("vault")
async def test_a_secret_that_no_key_opens_is_named_and_left_and_the_old_key_stays(
    settings: Settings,
) -> None:
    await execute("UPDATE services SET secret = '1.' || repeat('A', 60)")
    row = await fetchval("SELECT id FROM services")

    rotated = await rotate_keys(settings, Listener(), settled=AT_ONCE)

    assert rotated.unreadable == [f"services.secret, row {row}"]
    assert (rotated.secrets, rotated.removed) == (len(KEPT) - 1, [])
    assert vaults.numbers(settings.data_dir / "keys") == {1, 2}
    assert await fetchval("SELECT secret FROM services") == "1." + "A" * 60


@pytest.mark.usefixtures("vault")
async def test_what_was_sealed_just_before_has_time_to_be_stored(settings: Settings) -> None:
    listener, keys = Listener(), settings.data_dir / "keys"
    slow = Vault(keys).seal("slow", row=SECRET.row("tmdb"))
    async with Tasks() as tasks:
        rotation = tasks.start(rotate(settings, listener, timedelta(hours=1)), name="rotation")
        await soon(lambda: bool(listener.waited))
        await execute("UPDATE services SET secret = $1", slow)
        rotation.cancel()
        with suppress(asyncio.CancelledError):
            await rotation
    kept = vaults.numbers(keys)
    os.utime(keys / "0002.key", (0, 0))

    rotated = await rotate_keys(settings, listener, settled=timedelta(hours=1))

    assert kept == {1, 2}
    assert len(listener.waited) == 1
    assert (rotated.secrets, rotated.removed) == (1, [1])
    assert await opened(Vault(keys)) == {**KEPT, "services.secret": "slow"}


@pytest.mark.usefixtures("vault")
async def test_old_keys_stay_while_a_backup_is_made(settings: Settings) -> None:
    keys = settings.data_dir / "keys"
    async with Tasks() as tasks:
        with folder_of(settings).held():
            rotation = tasks.start(rotate(settings, Listener(), AT_ONCE), name="rotation")
            await soon(_nothing_is_sealed_by_the_first)
            meanwhile = vaults.numbers(keys)
        await rotation

    assert meanwhile == {1, 2}
    assert vaults.numbers(keys) == {2}


async def _nothing_is_sealed_by_the_first() -> bool:
    return await sealed_by(1) == []


@pytest.mark.usefixtures("vault")
async def test_of_two_at_once_the_second_is_refused(settings: Settings) -> None:
    listener = Listener()
    async with Tasks() as tasks:
        rotation = tasks.start(rotate(settings, listener, timedelta(hours=1)), name="rotation")
        await soon(lambda: bool(listener.waited))

        with pytest.raises(RotationRunningError):
            await rotate_keys(settings, Listener(), settled=AT_ONCE)
        rotation.cancel()

    assert vaults.numbers(settings.data_dir / "keys") == {1, 2}


async def test_what_changed_meanwhile_is_not_overwritten(vault: Vault) -> None:
    [former] = await SECRET.former(2, after=None, most=10)
    newer = vault.seal("newer", row=SECRET.row("tmdb"))
    await execute("UPDATE services SET secret = $1", newer)

    many = await SECRET.renew([Renewed(former.id, former.sealed, "2.stale")])

    assert many == 0
    assert await fetchval("SELECT secret FROM services") == newer


async def test_keys_that_grow_from_a_secret_are_refused(tmp_path: Path) -> None:
    Vault(tmp_path / "keys")
    settings = Settings(data_dir=tmp_path, server=Server(secret="s" * 40))

    with pytest.raises(NoRotationError, match=r"server\.secret"):
        await rotate_keys(settings, Listener(), settled=AT_ONCE)


async def test_without_the_keys_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoRotationError, match="no keys"):
        await rotate_keys(Settings(data_dir=tmp_path), Listener(), settled=AT_ONCE)

    assert vaults.numbers(tmp_path / "keys") == set()


def declared() -> dict[str, SealedColumn]:
    """What the modules that make up the appliance declare, by its name there."""
    modules = [
        module for name, module in list(sys.modules.items()) if name.startswith("medianest.")
    ]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, SealedColumn)
    }


def test_every_declared_column_of_secrets_is_renewed() -> None:
    assert set(declared().values()) == set(SEALED)
    assert set(KEPT) == {column.name for column in SEALED}


def test_nothing_is_sealed_but_for_a_declared_column() -> None:
    calls = [
        call
        for path in SERVER.rglob("*.py")
        if path.name != "vault.py" and ".seal(" in (text := path.read_text())
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".seal")
    ]

    bound = {ast.unparse(word.value) for call in calls for word in call.keywords}
    assert {text.partition(".row(")[0] for text in bound} <= set(declared())
    assert len(calls) >= len(bound) > 0
