"""What `latest.json` says, once it is known who wrote it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta, Struct
from packaging.version import InvalidVersion, Version

CONTEXT = b"medianest-desktop-news-v1\n"
"""Stands before what is signed, so that the key's other signatures are none of this kind."""


class UntrustedNewsError(Exception):
    """The file is not what a trusted key has signed; nothing in it is believed."""


class News(Struct, frozen=True, rename="camel"):
    """A release: its version, when it was released, and the page that people download it from."""

    program: Literal["medianest-desktop"]
    version: str
    released: Annotated[datetime, Meta(tz=True)]
    page: Annotated[str, Meta(pattern=r"^https://[^\s]+$")]

    @property
    def number(self) -> Version:
        """The version, to be compared."""
        return Version(self.version)


class Envelope(Struct, frozen=True, rename="camel"):
    """What travels: the payload as base64, and the signature over its bytes."""

    payload: str
    signature: str


def read_news(file: bytes, keys: Sequence[str]) -> News:
    """The news in `file`, signed by one of `keys` (base64); else raises UntrustedNewsError."""
    try:
        envelope = msgspec.json.decode(file, type=Envelope)
        payload = base64.b64decode(envelope.payload, validate=True)
        signature = base64.b64decode(envelope.signature, validate=True)
    except (msgspec.MsgspecError, binascii.Error, UnicodeError) as failure:
        raise UntrustedNewsError("the file has another form") from failure
    if not any(_signed(payload, signature, key) for key in keys):
        raise UntrustedNewsError("no trusted key has signed the file")
    try:
        news = msgspec.json.decode(payload, type=News)
        Version(news.version)
    except (msgspec.MsgspecError, InvalidVersion) as failure:
        raise UntrustedNewsError("what was signed is no news of a release") from failure
    return news


def _signed(payload: bytes, signature: bytes, key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        public.verify(signature, CONTEXT + payload)
    except InvalidSignature:
        return False
    return True
