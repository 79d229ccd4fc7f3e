"""Pictures of what is in Plex; the token that opens them never leaves the house."""

from dataclasses import dataclass
from typing import Final

from medianest.infra.keep import Keep
from medianest.kit.errors import NotFoundError, OutsideError
from medianest.plex.errors import NoSuchLibraryError
from medianest.plex.live import queries
from medianest.plex.servers import Servers

WIDTHS: Final = (120, 180, 240, 360, 480, 720)
_LARGEST_KEY: Final = 2**63 - 1
# By their first bytes: what the sender calls them does not count.
_TYPES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


class NoSuchPosterError(NotFoundError):
    """No such picture, or none that this person may see."""

    code = "no_such_picture"
    title = "There is no such picture"


class NotAPosterError(OutsideError):
    """What Plex sent is no picture."""

    code = "not_a_picture"
    title = "The picture could not be read"


@dataclass(frozen=True, slots=True)
class Posters:
    """Fetches pictures from the servers, each in its sizes once while there is room."""

    servers: Servers
    keep: Keep

    async def content(self, server: str, key: int, width: int, *, age_limit: int | None) -> bytes:
        """A picture that is at most `width` wide. Raises NoSuchPosterError, PlexError."""
        if width not in WIDTHS or key > _LARGEST_KEY:
            raise NoSuchPosterError
        service = await queries.service_of(server)
        known = await queries.picture(server, key)
        if service is None or not visible(known.min_age if known else None, age_limit):
            raise NoSuchPosterError
        thumb = (known.thumb if known else None) or f"/library/metadata/{key}/thumb"
        name = f"{server}{thumb}?w={width}"
        return await self.keep.read(name) or await self._fetch(service, thumb, width, name)

    async def _fetch(self, service: str, thumb: str, width: int, name: str) -> bytes:
        server = await self.servers.named(service)
        try:
            content = await server.live.picture(thumb, width=width, height=width * 3 // 2)
        except NoSuchLibraryError as gone:
            raise NoSuchPosterError from gone
        media_type(content)
        await self.keep.write(name, content)
        return content


def media_type(content: bytes) -> str:
    """What kind of picture it is. Raises NotAPosterError."""
    for start, kind in _TYPES:
        if content.startswith(start):
            return kind
    raise NotAPosterError


def visible(min_age: int | None, limit: int | None) -> bool:
    """Whether something may be seen by somebody with an age limit; unrated is above every one."""
    return limit is None or (min_age is not None and min_age <= limit)
