"""The secret that signs access and CSRF tokens."""

import secrets
from pathlib import Path

from medianest.kit.paths import create_once, private_folder

_BYTES = 32


def signing_secret(keys_dir: Path) -> bytes:
    """The secret in `keys_dir`, made at the first start; deleting the file signs everybody out."""
    path = private_folder(keys_dir) / "tokens.key"
    create_once(path, secrets.token_hex(_BYTES))
    return bytes.fromhex(path.read_text().strip())
