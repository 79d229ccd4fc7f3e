"""Where news of releases comes from, and who may sign it."""

from importlib import resources
from typing import Annotated, Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct, structs

_LONGEST = 500

Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""The 32 bytes of an Ed25519 public key as base64."""


class Source(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """The address of `latest.json`, and the public keys of those who may sign it."""

    address: str = ""
    keys: tuple[Key, ...] = ()

    @classmethod
    def built_in(cls, address: str = "") -> Self:
        """What whoever built this client put in, with `address` instead of its own if given."""
        file = resources.files("medianest_desktop.updates") / "source.json"
        source = msgspec.json.decode(file.read_bytes(), type=cls)
        return structs.replace(source, address=address) if address else source

    @property
    def is_on(self) -> bool:
        """Whether there is somebody to ask and somebody to believe."""
        return bool(self.address and self.keys)


def is_address(text: str) -> bool:
    """Whether `text` is an address that news may come from: https, a host, nobody's password."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= _LONGEST
    return parts.scheme == "https" and named and plain and "@" not in parts.netloc
