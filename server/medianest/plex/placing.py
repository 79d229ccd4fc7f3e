"""How a published file gets into Plex: scan its folder, find it, put it into its collection."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog

from medianest.kit.clock import Clock
from medianest.kit.ids import Ids
from medianest.plex import queries
from medianest.plex.choice import Shelf
from medianest.plex.collecting import Collecting
from medianest.plex.errors import PlexDidNotFindError
from medianest.plex.gateway import Address, FoundItem, Gateway
from medianest.plex.links import plex_url
from medianest.plex.paths import is_same_file, likeness, plex_path
from medianest.plex.scans import WHOLE_LIBRARY, Scans, pauses
from medianest.plex.schemas import PlexItem

log = structlog.get_logger()

_NEWEST = 200
_STRETCH = 1000
_TRUST_FOLDER_SCANS = 2
_LONGEST_WINDOWS_PATH = 259
_READABLE_BY_OTHERS = 0o044
_EPISODE = re.compile(r"s\d+\.?e\d+", re.IGNORECASE)


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A file, the shelf it lies on, and what Plex calls it."""

    at: Address
    shelf: Shelf
    path: Path
    seen: str

    @property
    def folder(self) -> str:
        """What to scan: the whole show, for Plex does not know its new season yet."""
        inside = self.path.relative_to(self.shelf.root.local).parts
        if len(inside) == 1:
            return self.shelf.root.plex
        if self.shelf.form == "show":
            return str(plex_path(self.shelf.root.plex) / inside[0])
        return str(plex_path(self.seen).parent)


@dataclass(frozen=True, slots=True)
class Placing:
    """The steps of placing; each looks first whether it was done before."""

    gateway: Gateway
    scans: Scans
    collecting: Collecting
    confirm_within: timedelta
    first_pause: timedelta
    clock: Clock
    ids: Ids

    async def place(self, spot: Spot, collection: str | None) -> PlexItem:
        """Bring the file into Plex. Raises a PlexError; safe to repeat at any point."""
        library = spot.shelf.library
        found = await self._look(spot) or await self._scan_and_find(spot)
        if collection:
            await self.collecting.put(spot.at, library, collection, found)
        log.info("plex_item_placed", library=library.key, item=found.key)
        return PlexItem(
            rating_key=str(found.key),
            title=found.title,
            library=library.title,
            collection=collection or None,
            url=plex_url(library.server, found.key) if library.server else None,
        )

    async def _scan_and_find(self, spot: Spot) -> FoundItem:
        library, folder = spot.shelf.library, spot.folder
        misses = await queries.misses(library.id, folder)
        scanned = folder if misses < _TRUST_FOLDER_SCANS else WHOLE_LIBRARY
        await self.scans.request(spot.at, library.key, scanned, root=spot.shelf.root.plex)
        found = await self._confirm(spot)
        if found is None:
            await queries.count_miss(self.ids(), library.id, folder, at=self.clock())
            raise not_found(spot)
        if misses:
            await queries.forget_misses(library.id, folder)
        return found

    async def _confirm(self, spot: Spot) -> FoundItem | None:
        async for _ in pauses(self.first_pause, self.confirm_within):
            found = await self._look(spot)
            if found is not None:
                return found
        # Plex dates an item by its file, so an old one is not among the newest.
        return await self._look_everywhere(spot)

    async def _look(self, spot: Spot) -> FoundItem | None:
        return _best(spot.seen, await self._stretch(spot, start=0, size=_NEWEST))

    async def _look_everywhere(self, spot: Spot) -> FoundItem | None:
        start = 0
        while items := await self._stretch(spot, start=start, size=_STRETCH):
            if (found := _best(spot.seen, items)) is not None:
                return found
            start += len(items)
        return None

    async def _stretch(self, spot: Spot, *, start: int, size: int) -> list[FoundItem]:
        shelf = spot.shelf
        return await self.gateway.newest(
            spot.at, shelf.library.key, shelf.kind, start=start, size=size
        )


def _best(wanted: str, items: Sequence[FoundItem]) -> FoundItem | None:
    same = [
        (likeness(wanted, file), item)
        for item in items
        for file in item.files
        if is_same_file(wanted, file)
    ]
    return max(same, key=lambda pair: pair[0])[1] if same else None


def not_found(spot: Spot) -> PlexDidNotFindError:
    """Say what most likely kept Plex from taking the file in."""
    causes = dict(_causes(spot))
    sentence = " ".join(causes.values())
    return PlexDidNotFindError(
        f"Plex was asked to scan {spot.folder} and did not find {spot.path.name}. {sentence}",
        reasons=list(causes),
        plexPath=spot.seen,
    )


def _causes(spot: Spot) -> list[tuple[str, str]]:
    """Certain causes if there are any, else those that cannot be seen from here."""
    shelf, certain = spot.shelf, list[tuple[str, str]]()
    if not spot.path.is_file():
        return [("file_missing", f"The file is no longer at {spot.path}.")]
    if not spot.path.stat().st_mode & _READABLE_BY_OTHERS:
        certain.append(("permissions", "Only MediaNest's own user may read the file."))
    if shelf.form == "show" and not _EPISODE.search(spot.path.name):
        certain.append(("naming", "A TV library only takes files with SxxEyy in their name."))
    if "\\" in spot.seen and len(spot.seen) > _LONGEST_WINDOWS_PATH:
        certain.append(("path_too_long", "Windows cannot open a path this long."))
    if certain:
        return certain
    guess = " (guessed from equal names)" if shelf.root.guessed else ""
    return [
        ("mapping", f"Check that {shelf.root.local} is {shelf.root.plex} in Plex{guess},"),
        ("permissions", "that Plex may read the folder,"),
        ("library_type", f"and that “{shelf.library.title}” takes in files of this kind."),
    ]
