"""What the background work about Trakt is called, and what it is told."""

from uuid import UUID

import msgspec

POLL = "trakt.link"
SYNC = "trakt.sync_person"
REVOKE = "trakt.revoke"


class Poll(msgspec.Struct, frozen=True):
    """Ask whether a code was typed."""

    person: UUID
    code: UUID


class Sync(msgspec.Struct, frozen=True):
    """Read what is new at a person's account."""

    person: UUID


class Revoke(msgspec.Struct, frozen=True):
    """Give the tokens of a former link back; `access` is sealed."""

    link: UUID
    access: str
