"""How all secrets get a new key while nobody makes a backup."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta

from medianest.backups.build import folder_of
from medianest.backups.errors import BackupRunningError
from medianest.backups.folder import Folder
from medianest.backups.sealed import SEALED
from medianest.infra import rotation, vault
from medianest.infra.rotation import Rotated, Rotation
from medianest.infra.vault import Vault
from medianest.kit.errors import ConflictError
from medianest.settings import Settings

_LOOK_EVERY_SECONDS = 0.5


class NoRotationError(ConflictError):
    """These keys cannot be changed from here; the detail says why."""

    code = "no_rotation"


async def rotate_keys(settings: Settings, told: rotation.Told, *, settled: timedelta) -> Rotated:
    """Seal every secret by a new key; those that serve meanwhile need `settled` to learn of it.

    The pool must be open. Raises NoRotationError, RotationRunningError, VaultError.
    """
    keys = settings.data_dir / "keys"
    if settings.server.secret:
        raise NoRotationError(
            "The keys grow from server.secret, in each process for itself. Give all of them "
            "another secret and empty data folders, and enter the passwords and tokens again."
        )
    if not vault.numbers(keys):
        raise NoRotationError(
            f"There are no keys in {keys}. Run this where the data folder of the appliance is."
        )
    return await Rotation(Vault(keys), SEALED, lambda: _no_backup(settings), told, settled).run()


@asynccontextmanager
async def _no_backup(settings: Settings) -> AsyncIterator[None]:
    """Wait until no backup is made or tried, and keep others from beginning."""
    with ExitStack() as stack:
        while True:
            if _entered(stack, folder_of(settings)):
                break
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        yield


def _entered(stack: ExitStack, folder: Folder) -> bool:
    try:
        stack.enter_context(folder.held())
    except BackupRunningError:
        return False
    return True
