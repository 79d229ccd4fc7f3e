"""Whether the keys are there that open what the database holds."""

from pathlib import Path

from medianest.backups.sealed import samples
from medianest.infra import vault
from medianest.infra.supervisor import OwnerMustActError


async def require_keys(keys_dir: Path) -> None:
    """Raise OwnerMustActError if a key is gone that seals something in the database.

    A new one made in its place would only look as if all were well.
    """
    used = {int(sealed.partition(".")[0]) for _, sealed in await samples()}
    if not used - vault.numbers(keys_dir) or vault.given_up(keys_dir):
        return
    raise OwnerMustActError(
        f"The keys in {keys_dir} are gone that open the stored passwords and tokens. Put the "
        "folder back; every backup of MediaNest holds it. To go on without them and enter those "
        f"passwords again, create the file {keys_dir / vault.GIVEN_UP}."
    )
