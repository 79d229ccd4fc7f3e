"""Where news of releases comes from, and who may sign it."""

from importlib import resources
from typing import Annotated, Self

import msgspec
from msgspec import Meta, Struct, structs

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
