"""Backups and a change of keys: each backup opens with the keys that it holds."""

from datetime import timedelta

from tests.backups.household import Household
from tests.support.kept_secrets import KEPT, keep_one_of_each, opened

from medianest.app import rotate_keys
from medianest.infra.database import connected
from medianest.infra.vault import Vault, numbers


class Unheard:
    """Tells nobody how far it is."""

    def sealed(self, done: int, of: int) -> None: ...

    def waits(self, seconds: float) -> None: ...


async def test_a_backup_from_before_the_keys_changed_brings_its_own(household: Household) -> None:
    keys = household.data_dir / "keys"
    async with connected(household.dsn, most=2):
        await keep_one_of_each(Vault(keys))
    path = await household.backup()
    async with connected(household.dsn, most=2):
        await rotate_keys(household.settings, Unheard(), settled=timedelta(0))
    changed = numbers(keys)

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    assert (changed, numbers(keys)) == ({2}, {1})
    async with connected(household.dsn, most=2):
        assert await opened(Vault(keys)) == KEPT
