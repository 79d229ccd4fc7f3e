"""Whether the keys of a backup open the secrets in its dump, and fit the appliance."""

from pathlib import Path

from medianest.accounts.seed import grown
from medianest.backups.errors import WrongResultError
from medianest.catalog.trakt import linking, tokens
from medianest.infra import vault
from medianest.infra.vault import Vault, VaultError
from medianest.monitoring import service as services
from medianest.notifications import delivery

SEALED = (
    services.SECRET,
    delivery.ADDRESS,
    tokens.ACCESS,
    tokens.REFRESH,
    tokens.FORMER_ACCESS,
    linking.DEVICE_CODE,
)
"""Every place where a slice keeps secrets; a test finds what is sealed and missing here."""


async def samples() -> list[tuple[str, str]]:
    """What binds it to its row, and a secret, for each key and each place."""
    return [sample for column in SEALED for sample in await column.samples()]


def require_grown(folder: Path, secret: str) -> None:
    """Raise WrongResultError if files in `folder` are others than `server.secret` makes."""
    for name, content in grown(secret).items():
        file = folder / name
        if file.is_file() and file.read_bytes() != content:
            raise WrongResultError(
                f"Its {name} is not what server.secret makes of it, so MediaNest would not start "
                "with both. Restore it with the secret that it was made with, or without one."
            )


async def require_fitting_keys(keys_dir: Path, *, present: Path) -> None:
    """Open one secret of each key, by the database that the pool is on.

    Raises VaultError for a damaged key, and WrongResultError if one is missing or is another than
    the one that sealed them, unless the household has given those secrets up: in the backup, or
    by the file that says so among the `present` keys.
    """
    there = vault.numbers(keys_dir)
    # Without a key the vault would make one, which only looked as if all were well.
    opener = Vault(keys_dir) if there else None
    if vault.given_up(present) or vault.given_up(keys_dir):
        (keys_dir / vault.GIVEN_UP).touch()
        return
    for row, sealed in await samples():
        if opener is None or not _opens(opener, row, sealed):
            raise WrongResultError(
                f"The key {sealed.partition('.')[0][:8]} that opens passwords and tokens in the "
                "backup is not in it, or is another one. Restore a backup that holds it; or, to "
                f"enter them again, create the file {present / vault.GIVEN_UP} and restore anew."
            )


def _opens(opener: Vault, row: str, sealed: str) -> bool:
    try:
        opener.open(sealed, row=row)
    except VaultError:
        return False
    return True
