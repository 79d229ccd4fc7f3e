"""What every earlier release has saved, this one brings back."""

import lzma
import os
from pathlib import Path

import pytest
from tests.backups.add_fixture import CHANNEL, FIXTURES
from tests.backups.household import Household, database_of_its_own, settings_of

from medianest import __version__
from medianest.accounts.passwords import Passwords, standard_hasher
from medianest.infra.database import connected, fetchrow, fetchval
from medianest.infra.postgres import Postgres
from medianest.infra.vault import Vault
from medianest.notifications.delivery import ADDRESS

SAVED = sorted(FIXTURES.glob("medianest-*.tar.xz"))


def test_this_release_is_among_them() -> None:
    assert FIXTURES / f"medianest-{__version__}.tar.xz" in SAVED


def unpacked(saved: Path, folder: Path) -> Path:
    archive = folder / saved.stem
    archive.write_bytes(lzma.decompress(saved.read_bytes()))
    return archive


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: path.name)
async def test_a_backup_of_each_release_restores_with_its_people_and_secrets(
    postgres: Postgres, tmp_path: Path, saved: Path
) -> None:
    archive = unpacked(saved, tmp_path)
    async with database_of_its_own(postgres, f"fixture_{os.getpid()}") as dsn:
        household = Household(settings_of(tmp_path / "data", dsn))

        outcome = await household.restore(archive)

        assert (outcome.outcome, await household.people()) == ("restored", 2)
        async with connected(dsn, most=2):
            stored = await fetchval("SELECT password_hash FROM users WHERE role = 'owner'")
            channel = await fetchrow("SELECT id, url_sealed FROM notification_channels")
        assert channel is not None
        vault = Vault(household.data_dir / "keys")
        assert vault.open(channel["url_sealed"], row=ADDRESS.row(channel["id"])) == CHANNEL
        assert await Passwords(standard_hasher()).fits("correct horse battery", stored)
