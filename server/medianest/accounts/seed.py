"""What an appliance of several containers makes of `server.secret`, the same in each of them."""

from collections.abc import Mapping

from medianest.accounts.tokens import derived_key


def seed_of(secret: str, file: str) -> bytes:
    """Make 32 bytes for one file of its own; none without a secret."""
    return derived_key(secret.encode(), f"file:{file}") if secret else b""


def grown(secret: str) -> Mapping[str, bytes]:
    """The files of a data folder that are made of `secret`, by their names in it."""
    instance = seed_of(secret, "instance-id").hex()[:12]
    return {
        "keys/tokens.key": seed_of(secret, "tokens.key").hex().encode(),
        "keys/0001.key": seed_of(secret, "0001.key"),
        "instance-id": f"{instance}\n".encode(),
    }
