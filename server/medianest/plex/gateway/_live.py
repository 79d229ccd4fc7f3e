"""What a server says of this moment: who watches what; and the pictures of its items."""

from dataclasses import dataclass
from typing import Literal

import msgspec
from msgspec import field

from medianest.plex.gateway._documents import RawMedia
from medianest.plex.gateway._pages import Pages


class RawUser(msgspec.Struct, frozen=True):
    """Somebody who watches."""

    title: str = ""


class RawPlayer(msgspec.Struct, frozen=True):
    """What it is watched on."""

    title: str = ""
    product: str = ""
    state: Literal["playing", "paused", "buffering"] = "playing"


class RawTranscode(msgspec.Struct, frozen=True, rename="camel"):
    """How the server converts it meanwhile."""

    video_decision: str = ""
    height: int = 0


class RawSession(msgspec.Struct, frozen=True, rename="camel"):
    """Something that is being watched; times in milliseconds."""

    session_key: str
    rating_key: int
    type: str = ""
    title: str = ""
    index: int | None = None
    parent_index: int | None = None
    grandparent_rating_key: int | None = None
    grandparent_title: str = ""
    grandparent_thumb: str = ""
    thumb: str = ""
    duration: int = 0
    view_offset: int = 0
    media: tuple[RawMedia, ...] = field(default=(), name="Media")
    user: RawUser = field(default=RawUser(), name="User")
    player: RawPlayer = field(default=RawPlayer(), name="Player")
    transcode: RawTranscode | None = field(default=None, name="TranscodeSession")


class _Sessions(msgspec.Struct, frozen=True):
    found: tuple[msgspec.Raw, ...] = field(default=(), name="Metadata")


@dataclass(frozen=True, slots=True)
class Live(Pages):
    """Short questions to one server, over connections that stay open. Failures are PlexErrors."""

    async def sessions(self) -> list[RawSession]:
        """What is being watched right now, but for what is in no library, such as live TV."""
        answer = await self._ask("/status/sessions", {}, "sessions")
        found = self._understood(answer, _Sessions).found
        return [session for raw in found if (session := _session(raw)) is not None]

    async def picture(self, path: str, *, width: int, height: int) -> bytes:
        """The picture at the server's `path`, as large as fits. Raises NoSuchLibraryError."""
        asked: dict[str, str | int] = {"url": path, "width": width, "height": height, "upscale": 0}
        return (await self._ask("/photo/:/transcode", asked, "picture")).body


def _session(raw: msgspec.Raw) -> RawSession | None:
    try:
        return msgspec.json.decode(raw, type=RawSession, strict=False)
    except (msgspec.ValidationError, UnicodeDecodeError):
        return None
