"""Pictures of what is in Plex; the token that opens them never leaves the house."""

from dataclasses import dataclass
from typing import Final

from medianest.infra.keep import Keep
from medianest.kit.ages import allowed
from medianest.kit.pictures import NoSuchPictureError, media_type
from medianest.plex.errors import NoSuchLibraryError
from medianest.plex.live import queries
from medianest.plex.servers import Servers

WIDTHS: Final = (120, 180, 240, 360, 480, 720)
_LARGEST_KEY: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Posters:
    """Fetches pictures from the servers, each in its sizes once while there is room."""

    servers: Servers
    keep: Keep

    async def content(self, server: str, key: int, width: int, *, age_limit: int | None) -> bytes:
        """A picture that is at most `width` wide. Raises NoSuchPictureError, PlexError."""
        if width not in WIDTHS or key > _LARGEST_KEY:
            raise NoSuchPictureError
        service = await queries.service_of(server)
        known = await queries.picture(server, key)
        if service is None or not allowed(known.min_age if known else None, age_limit):
            raise NoSuchPictureError
        thumb = (known.thumb if known else None) or f"/library/metadata/{key}/thumb"
        name = f"{server}{thumb}?w={width}"
        return await self.keep.read(name) or await self._fetch(service, thumb, width, name)

    async def _fetch(self, service: str, thumb: str, width: int, name: str) -> bytes:
        server = await self.servers.named(service)
        try:
            content = await server.live.picture(thumb, width=width, height=width * 3 // 2)
        except NoSuchLibraryError as gone:
            raise NoSuchPictureError from gone
        media_type(content)
        await self.keep.write(name, content)
        return content
