"""What a device and a person send one another while the device is paired."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from medianest.accounts.schemas import Actor
from medianest.kit.wire import Input, Wire

Hex32 = Annotated[str, Meta(pattern="^[0-9a-fA-F]{64}$", max_length=64)]
"""32 bytes, in hexadecimal."""
Platform = Literal["linux", "windows", "macos", "other"]


class StartPairing(Input, frozen=True):
    """A device that wants in; `commit` is the SHA-256 of the nonce that it reveals next."""

    commit: Hex32
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    platform: Platform
    version: Annotated[str, Meta(max_length=40)] = ""


class PairingStarted(Wire, frozen=True):
    """Our nonce for the code; the pairing lasts `expires_in` seconds, ask every `interval`."""

    pairing_id: UUID
    nonce: str
    expires_in: int
    interval: int


class PairingSecret(Input, frozen=True):
    """A pairing, and the nonce that only its device knows."""

    pairing_id: UUID
    nonce: Hex32


class GiveUpPairing(Input, frozen=True):
    """The nonce that only the pairing's device knows."""

    nonce: Hex32


class ConfirmPairing(Input, frozen=True):
    """The code that the device shows, as somebody typed it."""

    code: Annotated[str, Meta(max_length=100)]


class AskDeviceProof(Input, frozen=True):
    """A paired device that wants to know whether we are its appliance, and what it has drawn."""

    device_id: UUID
    challenge: Hex32


class DeviceProof(Wire, frozen=True):
    """HMAC-SHA256 in hexadecimal."""

    proof: str


class PairingWaits(Wire, frozen=True, tag_field="state", tag="waiting"):
    """Nobody has typed the code yet."""


class Paired(Wire, frozen=True, tag_field="state", tag="paired"):
    """Who let the device in, and what it presents from now on as a bearer."""

    token: str
    device_id: UUID
    person: Actor
