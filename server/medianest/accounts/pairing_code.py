"""The code that both ends of a pairing derive, so that it never crosses the wire."""

import base64
import hashlib
from typing import Final
from uuid import UUID

SIGNS: Final = 8
NO_CA: Final = bytes(32)
"""Stands for the fingerprint of our CA where a client came over plain http."""
_VERSION = b"medianest-pair-v1"
# What a hand takes for a letter: the code holds none of these digits.
_MISREAD = str.maketrans("018", "OIB")


def pairing_code(fingerprint: bytes, client_nonce: bytes, server_nonce: bytes, of: UUID) -> str:
    """The code of the pairing `of`; whoever saw another CA or another nonce gets another one."""
    proof = hashlib.sha256(_VERSION + fingerprint + client_nonce + server_nonce + of.bytes)
    return base64.b32encode(proof.digest()).decode()[:SIGNS]


def bare_code(typed: str) -> str:
    """The code as it is kept, from what somebody typed: spaces, dashes and case are theirs."""
    signs = "".join(sign for sign in typed if sign.isascii() and sign.isalnum())
    return signs.upper().translate(_MISREAD)
