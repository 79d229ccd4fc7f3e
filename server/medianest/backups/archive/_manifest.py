"""What a backup says of itself."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from medianest import __version__
from medianest.backups.errors import TooNewError, UnreadableError
from medianest.infra.release import age

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
# Far above what a household has: 100 000 pictures.
MOST_MANIFEST_BYTES: Final = 32 * 1024 * 1024
MOST_FILE_BYTES: Final = 20_000_000

Reason = Literal["manual", "nightly", "before-upgrade", "before-restore", "uploaded"]
# So that a sum of them is still a whole number wherever it is read.
Count = Annotated[int, Meta(ge=0, le=2**53)]
Moment = Annotated[datetime, Meta(tz=True)]
# A machine without a clock begins in the first of them.
_YEARS = range(1970, 9999)
_ALLOWED = re.compile(
    r"database\.dump|instance-id|config\.toml|keys/[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
    r"|pictures(/[A-Za-z0-9][A-Za-z0-9._-]{0,39}){1,2}"
)


class Member(msgspec.Struct, frozen=True):
    """One file of a backup; `sha256` is hexadecimal."""

    name: str
    size: Count
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds: `version` is of the release that can read it, sizes are in bytes.

    `database` is Postgres' major release.
    """

    format: int = FORMAT
    version: str
    made_at: Moment
    reason: Reason
    instance_id: str
    database: Count
    database_size: Count
    rows: dict[str, Count]
    members: list[Member]

    @property
    def total_rows(self) -> int:
        """How many rows all tables hold together."""
        return sum(self.rows.values())

    @property
    def dump(self) -> Member:
        """The database's dump."""
        return self.members[0]


class _Head(msgspec.Struct, frozen=True):
    format: int
    version: str = ""


def encoded(manifest: Manifest) -> bytes:
    """As the archive holds it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(raw: bytes) -> Manifest:
    """Read what `encoded` wrote, or whatever else lies in its place.

    Raises UnreadableError, and TooNewError for a format that only a newer release knows.
    """
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if head.format > FORMAT:
            # Its other fields may mean something else by then.
            raise TooNewError(_newer(head.version))
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise UnreadableError("Its manifest cannot be read") from wrong
    if manifest.made_at.year not in _YEARS:
        raise UnreadableError("It was made at no time that there is")
    _check_members(manifest.members)
    return manifest


def check_age(manifest: Manifest) -> None:
    """Refuse with TooNewError what a newer MediaNest has made."""
    if age(manifest.version) > age(__version__):
        raise TooNewError(_newer(manifest.version))


def _newer(version: str) -> str:
    known = age(version)
    named = str(known) if known.release != (0,) else "?"
    return (
        f"MediaNest {named} has made this backup, and this is {__version__}. Update MediaNest "
        f"(tag {named}) and restore it there."
    )


def _check_members(members: list[Member]) -> None:
    names = [member.name for member in members]
    if not names or names[0] != DUMP or len(set(names)) != len(names):
        raise UnreadableError("Its manifest names no database, or something twice")
    for member in members:
        if not _ALLOWED.fullmatch(member.name):
            raise UnreadableError(f"It holds {member.name[:80]!r}, which no backup holds")
        if member.name != DUMP and member.size > MOST_FILE_BYTES:
            raise UnreadableError(f"Its {member.name} is larger than such a file can be")
