"""The device's side of pairing: it shows a code, somebody types it, it gets a token.

The device commits itself to its nonce before it sees ours, and the code covers both, together with
the certificate authority that each side saw. So nobody in between can make the two codes agree.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from medianest.accounts.caller import Caller
from medianest.accounts.device_tokens import new_device_token
from medianest.accounts.errors import (
    CommitBrokenError,
    PairingEndedError,
    TooManyPairingsError,
)
from medianest.accounts.limits import Limit, Tries
from medianest.accounts.names import checked_name, shown
from medianest.accounts.pairing_code import NO_CA, pairing_code
from medianest.accounts.pairing_schemas import (
    Paired,
    PairingSecret,
    PairingStarted,
    PairingWaits,
    StartPairing,
)
from medianest.accounts.queries import devices, pairings, people
from medianest.accounts.queries.pairings import PairingRow, Waiting
from medianest.accounts.schemas import Actor
from medianest.accounts.service._sessions import Sessions
from medianest.accounts.tokens import digest
from medianest.infra.database import transaction

log = structlog.get_logger()

_LASTS = timedelta(minutes=10)
_ASK_EVERY = timedelta(seconds=2)
_STARTS = Limit("pairing.start", 10, timedelta(minutes=1))
_MOST_OPEN = 20
# One machine that starts pairings without end makes room for itself, not at others' cost.
_MOST_OPEN_HERE = 5


@dataclass(frozen=True, slots=True)
class Pairings:
    """Lets devices in; all of it is rows, so a restart in the middle disturbs nobody."""

    sessions: Sessions
    tries: Tries
    fingerprint: bytes = NO_CA

    async def start(
        self, wish: StartPairing, caller: Caller, *, by_own_tls: bool
    ) -> PairingStarted:
        """Open a pairing for a device that came `by_own_tls`, or over a line without our CA."""
        await self.tries.count(_STARTS, caller.address)
        at = self.sessions.clock()
        new = PairingRow(
            id=self.sessions.ids(),
            commitment=bytes.fromhex(wish.commit),
            server_nonce=secrets.token_bytes(32),
            fingerprint=self.fingerprint if by_own_tls else NO_CA,
            name=checked_name(wish.name),
            platform=wish.platform,
            client_version=shown(wish.version, longest=40),
            address=caller.address,
            expires_at=at + _LASTS,
        )
        async with transaction():
            await pairings.lock_starts()
            await pairings.prune(at)
            await _make_room(await pairings.waiting(at), caller.address, at)
            await pairings.add(new, at)
        return PairingStarted(
            pairing_id=new.id,
            nonce=new.server_nonce.hex(),
            expires_in=int(_LASTS.total_seconds()),
            interval=int(_ASK_EVERY.total_seconds()),
        )

    async def reveal(self, secret: PairingSecret) -> None:
        """Learn the nonce that the device promised; once more is no harm, another one ends it."""
        found = await self._open(secret.pairing_id)
        if not _is_whose(found, secret.nonce):
            await _end_broken(found)
        nonce = bytes.fromhex(secret.nonce)
        code = pairing_code(found.fingerprint, nonce, found.server_nonce, found.id)
        if not await pairings.reveal(found.id, nonce, code):
            await _end_broken(found)

    async def token(self, secret: PairingSecret) -> PairingWaits | Paired:
        """What became of the pairing; a token, anew until it is first used."""
        found = await self._open(secret.pairing_id)
        if not _is_whose(found, secret.nonce) or found.client_nonce is None:
            raise PairingEndedError
        if found.session is None or found.person is None:
            return PairingWaits()
        token = new_device_token()
        at = self.sessions.clock()
        person = await people.find(found.person)
        if person is None or not await devices.give_token(found.session, digest(token), at):
            raise PairingEndedError
        return Paired(
            token=token, device_id=found.session, person=Actor(id=person.id, name=person.name)
        )

    async def give_up(self, pairing: UUID, nonce: str) -> None:
        """End a pairing at its device's own wish, with what it has led to; a stranger ends none."""
        found = await pairings.find(pairing, self.sessions.clock())
        if found is None or not _is_whose(found, nonce):
            return
        async with transaction():
            await pairings.remove(found.id)
            if found.person is not None:
                await self.sessions.revoke(found.person, why="pairing_given_up", only=found.session)

    async def _open(self, pairing: UUID) -> PairingRow:
        found = await pairings.find(pairing, self.sessions.clock())
        if found is None:
            raise PairingEndedError
        return found


async def _end_broken(found: PairingRow) -> None:
    if found.session is None:
        await pairings.remove(found.id)
    log.warning("pairing_broken", pairing=str(found.id), address=found.address)
    raise CommitBrokenError


async def _make_room(open_ones: Sequence[Waiting], address: str, at: datetime) -> None:
    here = [one for one in open_ones if one.address == address]
    if len(here) >= _MOST_OPEN_HERE:
        await pairings.remove(here[0].id)
    elif len(open_ones) >= _MOST_OPEN:
        wait = max(1, round((open_ones[0].expires_at - at).total_seconds()))
        raise TooManyPairingsError(retryAfter=wait)


def _is_whose(found: PairingRow, nonce: str) -> bool:
    proof = hashlib.sha256(bytes.fromhex(nonce)).digest()
    return hmac.compare_digest(proof, found.commitment)
