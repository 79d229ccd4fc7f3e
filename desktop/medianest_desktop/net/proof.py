"""An appliance without an authority of its own proves itself before it gets the token.

Over plain http nothing ties an address to the appliance: whoever takes it while the appliance is
off would be shown the token. So before each new connection this client asks for a keyed hash of a
number that it has just drawn; the key is the token's own hash, which the appliance keeps. It never
crosses the wire, and a token that is not known cannot be made of it.

That does not help against somebody who stands in between while the appliance is on and hands
question and answer on: in clear text they read the token as it goes by.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import aiohttp
from msgspec import Struct

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import API, Line, RefusedError
from medianest_desktop.net.fitting import as_no_answer
from medianest_desktop.net.tries import NoAnswerError, UnprovenError

PATH = f"{API}/auth/device/proof"
_LABEL = b"medianest-proof-v1"
_NONCE_BYTES = 32


class _Proof(Struct):
    proof: str


def proof_of(token: str, device_id: str, challenge: bytes) -> str:
    """What the appliance has to answer, in hex. Raises ValueError if `device_id` is none."""
    key = sha256(token.encode()).digest()
    return hmac.digest(key, _LABEL + UUID(device_id).bytes + challenge, "sha256").hex()


async def prove(address: Address, *, device_id: str, token: str) -> None:
    """Return if the appliance at `address` knows this device. Raises NoAnswerError."""
    challenge = secrets.token_bytes(_NONCE_BYTES)
    question = {"deviceId": device_id, "challenge": challenge.hex()}
    async with Line.open(address) as line:
        try:
            answer = await line.ask("POST", PATH, _Proof, json=question)
            expected = proof_of(token, device_id, challenge)
        except RefusedError as refused:
            raise _not_proven(as_no_answer(refused)) from refused
        except ValueError as wrong:
            raise NoAnswerError("unproven", str(wrong)) from wrong
        except NoAnswerError as failure:
            raise _not_proven(failure) from failure
    if not hmac.compare_digest(expected.encode(), answer.proof.encode()):
        raise NoAnswerError("unproven", "the proof is wrong")


def before_connecting(ask: Callable[[], Awaitable[None]]) -> aiohttp.TraceConfig:
    """Has every new connection of a session wait for `ask`; where that fails, there is none."""

    async def begins(*_: Any) -> None:
        try:
            await ask()
        except NoAnswerError as failure:
            raise UnprovenError(failure.reason) from failure

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_create_start.append(begins)
    return tracing


def _not_proven(failure: NoAnswerError) -> NoAnswerError:
    # Something answers, and does not know what it is asked for.
    return (
        NoAnswerError("unproven", failure.detail) if failure.reason == "not_medianest" else failure
    )
