"""Tells a client that is being built where it hears of newer releases."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from medianest_desktop.updates import Source


@dataclass(frozen=True, slots=True)
class Sender:
    """Who publishes the news: the address of `latest.json`, and the public keys that sign it."""

    address: str = ""
    keys: tuple[str, ...] = ()


def stamp(package: Path, sender: Sender) -> None:
    """Write it into the built `package`; raises msgspec.ValidationError for what is no key."""
    written = msgspec.json.encode(Source(sender.address, sender.keys))
    msgspec.json.decode(written, type=Source)
    (package / "updates/source.json").write_bytes(written)
