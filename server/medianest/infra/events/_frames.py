"""What goes over the wire, encoded once for all who get it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from medianest.infra.events._audience import Audience

REVOKED = "session.revoked"
Body = msgspec.Struct | Mapping[str, object]

_encoder = msgspec.json.Encoder()
log = structlog.get_logger()


class _Wire(msgspec.Struct, frozen=True):
    id: str | None
    type: str
    at: datetime
    data: msgspec.Raw


class _Revoked(msgspec.Struct, frozen=True, rename="camel"):
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Frame:
    """An encoded frame and those it is for; without a number it cannot be resumed from."""

    seq: int | None
    audience: Audience
    encoded: bytes
    revoked: UUID | None = None
    """The session that this frame ends."""


def as_json(body: Body) -> str:
    """Encode what an event carries."""
    return _encoder.encode(body).decode()


def frame(seq: int | None, kind: str, at: datetime, data: str, audience: Audience) -> Frame:
    """Encode one event."""
    body = msgspec.Raw(data.encode())
    wire = _Wire(id=None if seq is None else str(seq), type=kind, at=at, data=body)
    revoked = _revoked(data) if kind == REVOKED else None
    return Frame(seq, audience, _encoder.encode(wire), revoked)


def _revoked(data: str) -> UUID | None:
    try:
        return msgspec.json.decode(data, type=_Revoked).session_id
    except msgspec.DecodeError as wrong:
        # One bad row must not silence every event after it.
        log.warning("revocation_unreadable", reason=str(wrong))
        return None


def gap(at: datetime) -> bytes:
    """Tell a client that it has missed something and must load afresh."""
    return _encoder.encode(_Wire(id=None, type="gap", at=at, data=msgspec.Raw(b"{}")))


class Whisper(msgspec.Struct, frozen=True):
    """An event that is not stored, on its way between processes."""

    type: str
    at: datetime
    data: str
    people: list[UUID]
    permissions: list[str]
    everyone: bool

    def frame(self) -> Frame:
        """Encode it for those who listen here."""
        audience = Audience(frozenset(self.people), frozenset(self.permissions), self.everyone)
        return frame(None, self.type, self.at, self.data, audience)
