"""Becoming a device of the household, by a code that a person types into the dashboard.

Client and appliance each commit to a number before they know the other's, and make the code of
both and of the appliance's authority. Whoever stands between the two has another authority, so the
code that this client shows is not the one that the appliance expects: a relay is refused.
"""

import asyncio
import base64
import secrets
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from types import TracebackType
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta, Struct

from medianest_desktop import __version__
from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.preflight import Reached
from medianest_desktop.net.tries import NoAnswerError

_LABEL = b"medianest-pair-v1"
_NONCE_BYTES = 32
_LETTERS = 8
_LONGEST_NAME = 80
_LONGEST_SECONDS = 86400
_SLACK = timedelta(seconds=15)
_PATH = f"{API}/auth/pairing"

Platform = Literal["linux", "windows", "macos", "other"]
_PLATFORMS: dict[str, Platform] = {"linux": "linux", "win32": "windows", "darwin": "macos"}


class Code(Struct, frozen=True, rename="camel"):
    """What the person types into the dashboard, and until when."""

    code: str
    expires_at: datetime


class NewlyPaired(Struct, frozen=True):
    """The appliance as it is to be kept, and the token that belongs into the vault."""

    paired: Paired
    token: str


class PairingEndedError(Exception):
    """The pairing came to nothing: `reason` is expired, refused, or too_many."""

    def __init__(self, reason: Literal["expired", "refused", "too_many"], detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class _Started(Struct, frozen=True, rename="camel"):
    pairing_id: str
    nonce: str
    expires_in: Annotated[float, Meta(ge=0, le=_LONGEST_SECONDS)]
    interval: Annotated[float, Meta(gt=0, le=60)] = 2


class _Person(Struct, frozen=True):
    id: str
    name: str


class _Outcome(Struct, frozen=True, rename="camel"):
    state: Literal["waiting", "paired"]
    token: str = ""
    device_id: str = ""
    person: _Person | None = None


def code_of(fingerprint: str, client_nonce: bytes, server_nonce: bytes, pairing_id: UUID) -> str:
    """The eight letters, as "ABCD-EFGH"; an empty fingerprint where no authority is pinned."""
    authority = bytes.fromhex(fingerprint) if fingerprint else bytes(_NONCE_BYTES)
    digest = sha256(_LABEL + authority + client_nonce + server_nonce + pairing_id.bytes).digest()
    letters = base64.b32encode(digest).decode()[:_LETTERS]
    return f"{letters[:4]}-{letters[4:]}"


class Pairing:
    """One attempt to be paired with `reached`; leaving it gives up what is not finished."""

    def __init__(self, reached: Reached, *, name: str, version: str = __version__) -> None:
        self._reached = reached
        self._name = name.strip()[:_LONGEST_NAME] or "Desktop"
        self._version = version
        self._nonce = secrets.token_bytes(_NONCE_BYTES)
        self._line = reached.line()
        self._started: _Started | None = None
        self._expires_at = datetime.max.replace(tzinfo=UTC)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.cancel()

    async def start(self) -> Code:
        """Begin, and make the code. Raises NoAnswerError, RefusedError, PairingEndedError."""
        started = await self._commit()
        self._started = started
        self._expires_at = datetime.now(UTC) + timedelta(seconds=started.expires_in)
        await self._line.fetch(
            "POST",
            f"{_PATH}/reveal",
            json={"pairingId": started.pairing_id, "nonce": self._nonce.hex()},
        )
        code = code_of(
            self._reached.fingerprint,
            self._nonce,
            bytes.fromhex(started.nonce),
            UUID(started.pairing_id),
        )
        return Code(code, self._expires_at)

    async def wait(self) -> NewlyPaired:
        """Until the code has been typed in. Raises PairingEndedError.

        A network that comes and goes does not end it: only the time does, or the appliance.
        """
        started = self._begun()
        while datetime.now(UTC) < self._expires_at:
            outcome, pause = await self._ask(started)
            if outcome is not None and outcome.state == "paired":
                self._started = None
                await self._line.close()
                return NewlyPaired(self._paired(outcome), outcome.token)
            await asyncio.sleep(max(pause, started.interval))
        raise PairingEndedError("expired")

    async def cancel(self) -> None:
        """Give up: the code is worth nothing any more."""
        started, self._started = self._started, None
        try:
            if started is not None:
                await self._line.fetch(
                    "DELETE", f"{_PATH}/{started.pairing_id}", json={"nonce": self._nonce.hex()}
                )
        except (NoAnswerError, RefusedError):
            # It ends by itself after ten minutes.
            return
        finally:
            await self._line.close()

    async def _commit(self) -> _Started:
        hello = {
            "commit": sha256(self._nonce).hexdigest(),
            "name": self._name,
            "platform": this_platform(),
            "version": self._version,
        }
        try:
            started = await self._line.ask("POST", f"{_PATH}/start", _Started, json=hello)
        except RefusedError as refused:
            if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise PairingEndedError("too_many", f"{refused.retry_after:.0f}") from refused
            raise
        _insist_on_numbers(started)
        return started

    async def _ask(self, started: _Started) -> tuple[_Outcome | None, float]:
        question = {"pairingId": started.pairing_id, "nonce": self._nonce.hex()}
        try:
            return await self._line.ask("POST", f"{_PATH}/token", _Outcome, json=question), 0
        except NoAnswerError:
            return None, 0
        except RefusedError as refused:
            if (
                refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                or refused.status == HTTPStatus.TOO_MANY_REQUESTS
            ):
                return None, refused.retry_after
            self._started = None
            # The appliance's ten minutes began a moment before ours did.
            over = datetime.now(UTC) >= self._expires_at - _SLACK
            raise PairingEndedError("expired" if over else "refused", refused.code) from refused

    def _paired(self, outcome: _Outcome) -> Paired:
        reached = self._reached
        return Paired(
            id=reached.id,
            name=reached.name,
            ca_pem=reached.ca_pem,
            fingerprint=reached.fingerprint,
            addresses=(reached.address,),
            device_id=outcome.device_id,
            person=outcome.person.name if outcome.person else "",
            paired_at=datetime.now(UTC),
        )

    def _begun(self) -> _Started:
        if self._started is None:
            raise PairingEndedError("refused", "not started")
        return self._started


def this_platform() -> Platform:
    """What the appliance calls this system."""
    return _PLATFORMS.get(sys.platform, "other")


def _insist_on_numbers(started: _Started) -> None:
    # Both go into the code: a nonce of another length would leave room for choosing it.
    try:
        UUID(started.pairing_id)
        right = len(bytes.fromhex(started.nonce)) == _NONCE_BYTES
    except ValueError as wrong:
        raise NoAnswerError("not_medianest", str(wrong)) from wrong
    if not right:
        raise NoAnswerError("not_medianest", "nonce")
