"""How a desktop client is let in."""

from uuid import UUID

from litestar import delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from medianest.accounts.caller import Caller
from medianest.accounts.device_proof import device_proof
from medianest.accounts.guards import signed_in
from medianest.accounts.origins import Origins
from medianest.accounts.pairing_schemas import (
    AskDeviceProof,
    ConfirmPairing,
    DeviceProof,
    GiveUpPairing,
    Paired,
    PairingSecret,
    PairingStarted,
    PairingWaits,
    StartPairing,
)
from medianest.accounts.principal import Principal
from medianest.accounts.routes._answers import AnyRequest
from medianest.accounts.schemas import Device
from medianest.accounts.service import LettingIn, Pairings
from medianest.infra.tls import came_by_own_tls


@post("/auth/pairing/start", opt={"public": True})
async def start_pairing(
    request: AnyRequest,
    data: JSONBody[StartPairing],
    pairings: NamedDependency[Pairings],
    origins: NamedDependency[Origins],
) -> PairingStarted:
    """Ask to be let in: promise a nonce, get another; both make the code that a person types.

    The code is the first 8 signs of the base32 form of SHA-256 over `medianest-pair-v1`, the
    SHA-256 of our certificate authority (32 zero bytes over plain http), the client's nonce, ours,
    and the 16 bytes of the pairing's id.
    """
    origins.check_page(request)
    return await pairings.start(data, Caller.of(request), by_own_tls=came_by_own_tls(request))


@post("/auth/pairing/reveal", status_code=204, opt={"public": True})
async def reveal_nonce(data: JSONBody[PairingSecret], pairings: NamedDependency[Pairings]) -> None:
    """Send the promised nonce; another one ends the pairing."""
    await pairings.reveal(data)


@post("/auth/pairing/confirm", status_code=200, guards=[signed_in])
async def confirm_pairing(
    request: AnyRequest,
    data: JSONBody[ConfirmPairing],
    me: NamedDependency[Principal],
    letting_in: NamedDependency[LettingIn],
) -> Device:
    """Let in the device that shows this code, as one's own."""
    return await letting_in.confirm(me, data.code, Caller.of(request))


@post("/auth/pairing/token", status_code=200, opt={"public": True})
async def pairing_token(
    data: JSONBody[PairingSecret], pairings: NamedDependency[Pairings]
) -> PairingWaits | Paired:
    """Whether somebody has typed the code, and then the token to present as a bearer.

    Asked again before it was used, a fresh one replaces it.
    """
    return await pairings.token(data)


@delete("/auth/pairing/{pairing_id:uuid}", status_code=204, opt={"public": True})
async def give_up_pairing(
    pairing_id: FromPath[UUID],
    data: JSONBody[GiveUpPairing],
    pairings: NamedDependency[Pairings],
) -> None:
    """End one's own pairing."""
    await pairings.give_up(pairing_id, data.nonce)


@post("/auth/device/proof", status_code=200, opt={"public": True})
async def prove_to_device(data: JSONBody[AskDeviceProof]) -> DeviceProof:
    """Prove to a device, before it shows its token over plain http, that we are its appliance.

    The HMAC-SHA256 of `medianest-proof-v1`, the 16 bytes of the device's id and its challenge; the
    key is the SHA-256 of its token.
    """
    proof = await device_proof(data.device_id, bytes.fromhex(data.challenge))
    return DeviceProof(proof=proof.hex())


HANDLERS = (
    start_pairing,
    reveal_nonce,
    confirm_pairing,
    pairing_token,
    give_up_pairing,
    prove_to_device,
)
