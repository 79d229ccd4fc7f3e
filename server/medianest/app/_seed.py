"""Keys that grow from one secret, for processes that share no data folder.

They become the same files that a single appliance makes at random, so whatever reads, backs up or
restores those files need not know where they came from.
"""

from pathlib import Path

from medianest.accounts.seed import grown, seed_of
from medianest.infra.instance import instance_id
from medianest.infra.supervisor import OwnerMustActError
from medianest.infra.tls import Authority, authority
from medianest.kit.paths import create_once, private_folder
from medianest.settings import Settings


def sow(data_dir: Path, secret: str) -> None:
    """Make the keys of `secret` in `data_dir`; one that is there already must be the same.

    Raises OwnerMustActError when the folder holds keys of another origin.
    """
    private_folder(data_dir / "keys")
    for name, content in grown(secret).items():
        _plant(data_dir / name, content, mode=0o600 if name.startswith("keys/") else 0o644)


def own_authority(settings: Settings) -> tuple[Authority, str]:
    """The appliance's certificate authority and its id, both made on first use.

    Raises OwnerMustActError if either is damaged or of another origin.
    """
    secret = settings.server.secret
    if secret:
        sow(settings.data_dir, secret)
    known = authority(settings.data_dir / "keys", seed_of(secret, "appliance-ca"))
    return known, instance_id(settings.data_dir)


def _plant(file: Path, content: bytes, *, mode: int) -> None:
    if create_once(file, content, mode=mode) or file.read_bytes() == content:
        return
    raise OwnerMustActError(
        f"{file} is not what server.secret makes of it, so this process would not understand the "
        "others. Give it the secret that they have and an empty data_dir, or remove server.secret "
        "and let all of them share one data_dir."
    )
