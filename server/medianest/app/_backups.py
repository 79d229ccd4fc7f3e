"""How the backups are put together."""

from collections.abc import Callable

from medianest.app._ground import BASE, Ground
from medianest.backups.feature import BackupsFeature
from medianest.backups.service import Backups
from medianest.backups.work import BackupWork


def backups_feature(ground: Ground, restart: Callable[[], None] | None) -> BackupsFeature:
    """What the backups add to the app; `restart` is how a restore begins."""
    settings, accounts = ground.settings, ground.accounts
    return BackupsFeature(
        Backups(settings, ground.jobs, restart),
        BackupWork(settings, ground.events, ground.notifications, restart),
        accounts.setup,
        accounts.origins,
        BASE,
    )
