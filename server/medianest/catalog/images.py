"""Pictures of titles and people: fetched once, kept on disk, shown under addresses that we signed.

No browser ever asks TMDB. An address holds for one picture in every listed size; without our
signature nobody can make the appliance fetch, or fill its disk with, what no page shows.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Final, Literal

from cachetools import LRUCache
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from medianest.accounts.guards import signed_in
from medianest.accounts.principal import Principal
from medianest.catalog.flights import Flights
from medianest.infra.http import HttpClient, OutsideAnswerError
from medianest.infra.keep import Keep
from medianest.kit.ages import UNRATED, allowed
from medianest.kit.pictures import (
    ANY_PICTURE,
    NoSuchPictureError,
    media_type,
)
from medianest.kit.wire import Wire

Kind = Literal["poster", "backdrop", "photo", "still", "logo"]

_PATH: Final = "/media/images"
_MOST_REMEMBERED = 10_000
_SIZES: Final = frozenset({"w92", "w154", "w185", "w342", "w500", "w780", "w1280"})
_SHAPES: Final[Mapping[Kind, tuple[int, int]]] = {
    "poster": (2, 3),
    "backdrop": (16, 9),
    "photo": (2, 3),
    "still": (16, 9),
    "logo": (1, 1),
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\.(jpg|jpeg|png|webp)")


class Image(Wire, frozen=True):
    """A picture; `{size}` in `url` is one of the listed widths, width and height are its shape."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """Signs addresses, and serves what they name."""

    key: bytes
    base: str
    keep: Keep
    client: HttpClient
    flights: Flights[bytes]
    _images: LRUCache[tuple[str, Kind, int], Image | None] = field(
        default_factory=partial(LRUCache, _MOST_REMEMBERED)
    )

    def image(self, path: str | None, kind: Kind, min_age: int | None = 0) -> Image | None:
        """How a page shows TMDB's picture `path`; `min_age` is its title's, None if unrated."""
        # A page shows some ninety, and the next one mostly the same: signing costs the most of it.
        wanted = (path or "", kind, UNRATED if min_age is None else min_age)
        if wanted not in self._images:
            self._images[wanted] = self._addressed(*wanted)
        return self._images[wanted]

    def check(self, name: str, *, age: int, signature: str, limit: int | None) -> None:
        """Raise NoSuchPictureError unless the address is ours and the picture may be seen."""
        ours = hmac.compare_digest(self._sign(name, age).encode(), signature.encode())
        if not ours or not allowed(age, limit):
            raise NoSuchPictureError

    async def content(self, size: str, name: str) -> bytes:
        """The picture, from disk or fetched. Raises NoSuchPictureError, OutsideError."""
        if size not in _SIZES or not _NAME.fullmatch(name):
            raise NoSuchPictureError
        path = f"{size}/{name}"
        kept = await self.keep.read(path)
        # A grid of posters is opened by several people at once; each picture is fetched once.
        return kept or await self.flights.join(f"picture/{path}", lambda: self._fetch(path))

    async def _fetch(self, path: str) -> bytes:
        try:
            answer = await self.client.get_bytes(path, operation="picture")
        except OutsideAnswerError as refusal:
            if refusal.answered in {400, 403, 404}:
                raise NoSuchPictureError from refusal
            raise
        media_type(answer.body)
        await self.keep.write(path, answer.body)
        return answer.body

    def _addressed(self, path: str, kind: Kind, age: int) -> Image | None:
        name = path.removeprefix("/")
        if not _NAME.fullmatch(name):
            return None
        signature = self._sign(name, age)
        tail = f"&a={age}" if age else ""
        width, height = _SHAPES[kind]
        url = f"{self.base}{_PATH}/{{size}}/{name}?s={signature}{tail}"
        return Image(url=url, width=width, height=height)

    def _sign(self, name: str, age: int) -> str:
        message = f"picture:{name}:{age}".encode()
        return hmac.digest(self.key, message, hashlib.sha256).hex()[:24]


@get("/{size:str}/{name:str}", guards=[signed_in], media_type=ANY_PICTURE)
async def picture(  # noqa: PLR0913, PLR0917 - an address has as many parts
    size: FromPath[str],
    name: FromPath[str],
    pictures: NamedDependency[Pictures],
    me: NamedDependency[Principal],
    s: Annotated[str, QueryParameter(max_length=64)],
    a: Annotated[int, QueryParameter(ge=0, le=UNRATED)] = 0,
) -> Response[bytes]:
    """A poster, backdrop or photo; under one address it never changes."""
    pictures.check(name, age=a, signature=s, limit=me.age_limit)
    content = await pictures.content(size, name)
    return Response(
        content,
        media_type=media_type(content),
        headers={"Cache-Control": "private, max-age=31536000, immutable"},
    )


def router(base: str) -> Router:
    """The one route, below `base`."""
    return Router(base + _PATH, route_handlers=[picture], tags=["media"])
