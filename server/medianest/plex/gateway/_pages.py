"""Long lists of the server, a stretch at a time, without plexapi: its objects are too heavy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Generic, TypeVar

import msgspec

from medianest.infra.http import (
    Answer,
    HttpClient,
    OutsideAnswerError,
    OutsideGarbageError,
    OutsideUnreachableError,
)
from medianest.infra.outside import OutsideBusyError, OutsideDownError, OutsideTimeoutError
from medianest.kit import forgiving
from medianest.kit.clock import now
from medianest.plex.errors import (
    NoSuchLibraryError,
    PlexPausedError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)
from medianest.plex.gateway._contact import Address
from medianest.plex.gateway._documents import RawItem, RawPage, RawSection, RawSections

T = TypeVar("T")
KINDS: Mapping[str, int] = {
    "movie": 1,
    "show": 2,
    "season": 3,
    "episode": 4,
    "artist": 8,
    "album": 9,
    "collection": 18,
}
_REFUSED = frozenset({401, 403})
_NOT_FOUND = 404
# What a long list would repeat for each item, and nobody here reads.
_LEFT_OUT = {
    "excludeElements": "Genre,Country,Director,Writer,Producer,Role,Similar,Style,Mood,Image,"
    "Rating,UltraBlurColors,Collection,Label,Field,Chapter,Marker",
    "excludeFields": "tagline",
}


class _Document(msgspec.Struct, Generic[T], frozen=True):
    content: T = msgspec.field(name="MediaContainer")


@dataclass(frozen=True, slots=True)
class Pages:
    """Lists of one server, as it sends them. Every failure is a PlexError."""

    at: Address
    client: HttpClient

    async def sections(self) -> tuple[Sequence[RawSection], datetime]:
        """All libraries, and the server's own time."""
        answer = await self._ask("/library/sections", {}, "sections")
        return self._understood(answer, RawSections).sections, _time_of(answer)

    async def items(
        self,
        section: int,
        kind: str,
        *,
        start: int,
        size: int,
        filters: Mapping[str, str | int],
    ) -> RawPage:
        """A stretch of a library's items of one kind."""
        path = f"/library/sections/{section}/all"
        asked = {"type": KINDS[kind], "includeGuids": 1, **_LEFT_OUT, **filters}
        return await self._page(path, start, size, asked, "items")

    async def members(self, collection: int, *, start: int, size: int) -> RawPage:
        """A stretch of what a collection holds, in its order."""
        path = f"/library/collections/{collection}/children"
        return await self._page(path, start, size, _LEFT_OUT, "members")

    async def known(self, keys: Sequence[int]) -> Sequence[RawItem]:
        """Those of `keys` that the server still has, in detail."""
        joined = ",".join(str(key) for key in keys)
        try:
            answer = await self._ask(f"/library/metadata/{joined}", {"includeGuids": 1}, "known")
        except NoSuchLibraryError:
            return ()
        return self._understood(answer, RawPage).items

    async def _page(
        self, path: str, start: int, size: int, asked: Mapping[str, str | int], what: str
    ) -> RawPage:
        stretch = {"X-Plex-Container-Start": start, "X-Plex-Container-Size": size}
        answer = await self._ask(path, {**asked, **stretch}, what)
        return self._understood(answer, RawPage)

    async def _ask(self, path: str, params: Mapping[str, str | int], what: str) -> Answer:
        try:
            return await self.client.get_bytes(path, params=params, operation=what)
        except (OutsideDownError, OutsideBusyError) as refused:
            raise PlexPausedError from refused
        except OutsideTimeoutError as late:
            raise PlexUnreachableError(f"Plex at {self.at.url} took too long to answer.") from late
        except OutsideAnswerError as answered:
            raise self._refusal(answered.answered) from answered
        except (OutsideUnreachableError, OutsideGarbageError) as broken:
            raise PlexUnreachableError(
                f"The answer of Plex at {self.at.url} broke off."
            ) from broken

    def _refusal(self, status: int) -> Exception:
        if status in _REFUSED:
            return PlexTokenRefusedError()
        if status == _NOT_FOUND:
            return NoSuchLibraryError()
        return PlexUnreachableError(f"Plex at {self.at.url} answered with status {status}.")

    def _understood(self, answer: Answer, wanted: type[T]) -> T:
        try:
            found = forgiving.decode(answer.body, _Document[wanted], strict=False)  # type: ignore[valid-type]  # msgspec takes types made at run time
        except msgspec.DecodeError as wrong:
            raise PlexUnreachableError(
                f"Plex at {self.at.url} answered with something that cannot be understood."
            ) from wrong
        content: T = found.content
        return content


def _time_of(answer: Answer) -> datetime:
    try:
        return parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return now()
