"""What a server says of this moment: who watches what; and the pictures of its items."""

from dataclasses import dataclass

import msgspec
from msgspec import field

from medianest.plex.gateway._documents import RawItem
from medianest.plex.gateway._pages import Pages


class RawUser(msgspec.Struct, frozen=True):
    """Somebody who watches."""

    title: str = ""


class RawPlayer(msgspec.Struct, frozen=True):
    """What it is watched on."""

    title: str = ""
    product: str = ""
    state: str = "playing"


class RawTranscode(msgspec.Struct, frozen=True, rename="camel"):
    """How the server converts it meanwhile."""

    video_decision: str = ""
    height: int = 0


class RawSession(RawItem, frozen=True, rename="camel", kw_only=True):
    """Something that is being watched; times in milliseconds."""

    session_key: str = ""
    view_offset: int = 0
    user: RawUser = field(default=RawUser(), name="User")
    player: RawPlayer = field(default=RawPlayer(), name="Player")
    transcode: RawTranscode | None = field(default=None, name="TranscodeSession")


class RawSessions(msgspec.Struct, frozen=True):
    """Everything that is being watched."""

    sessions: tuple[RawSession, ...] = field(default=(), name="Metadata")


@dataclass(frozen=True, slots=True)
class Live(Pages):
    """Short questions to one server, over connections that stay open. Failures are PlexErrors."""

    async def sessions(self) -> tuple[RawSession, ...]:
        """What is being watched right now."""
        answer = await self._ask("/status/sessions", {}, "sessions")
        return self._understood(answer, RawSessions).sessions

    async def picture(self, path: str, *, width: int, height: int) -> bytes:
        """The picture at the server's `path`, as large as fits. Raises NoSuchLibraryError."""
        asked = {"url": path, "width": width, "height": height, "upscale": 0}
        return (await self._ask("/photo/:/transcode", asked, "picture")).body
