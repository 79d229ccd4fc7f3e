"""Reading the server's lists whole, and noticing when one is not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from medianest.plex.gateway import Pages, RawItem, RawPage
from medianest.plex.library.errors import HalfAnswerError

STRETCH: Final = 250
DETAILS: Final = 50
_LIGHT: Final = 1000
# What comes in while the list is read goes to its end.
_IN_ORDER: Final[Mapping[str, str | int]] = {"sort": "id"}
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "movie": ("movie", "collection"),
    "show": ("show", "season", "episode", "collection"),
    "artist": ("artist", "album", "collection"),
}
"""What a library of each type holds; of others nothing is kept."""
VIDEOS: Final = frozenset({"movie", "episode"})
_CHANGES: Final = ("updatedAt", "addedAt", "lastViewedAt")


async def whole(
    pages: Pages,
    section: int,
    kind: str,
    filters: Mapping[str, str | int] = _IN_ORDER,
    *,
    size: int = STRETCH,
) -> AsyncIterator[tuple[Sequence[RawItem], int]]:
    """A library's items of one kind, stretch by stretch, with how many there are in all.

    Raises HalfAnswerError as soon as the server contradicts itself.
    """
    start, total = 0, 0
    while True:
        page = await pages.items(section, kind, start=start, size=size, filters=filters)
        total = _consistent(page, start, total)
        if not page.items:
            return
        yield page.items, total
        start += len(page.items)
        if start == total:
            return


def _consistent(page: RawPage, start: int, before: int) -> int:
    total = page.total_size
    if total is None:
        raise HalfAnswerError("Plex did not say how many items the library has.")
    if total < before:
        raise HalfAnswerError("The library shrank while it was read.")
    if start + len(page.items) > total:
        raise HalfAnswerError("Plex sent more items than it says the library has.")
    if not page.items and start < total:
        raise HalfAnswerError(f"Plex sent {start} of {total} items.")
    return total


async def in_hdr(pages: Pages, section: int, kind: str, total: int) -> frozenset[int]:
    """The keys of videos in high dynamic range, which a list of all does not say."""
    if kind not in VIDEOS or total == 0:
        return frozenset()
    keys = {
        raw.rating_key
        async for raws, _ in whole(pages, section, kind, {**_IN_ORDER, "hdr": 1}, size=_LIGHT)
        for raw in raws
    }
    # A server that does not know the filter answers with everything to the opposite as well.
    if len(keys) == total and await count(pages, section, kind, hdr=0) == total:
        return frozenset()
    return frozenset(keys)


async def count(pages: Pages, section: int, kind: str, **filters: str | int) -> int:
    """How many items of a kind a library has."""
    page = await pages.items(section, kind, start=0, size=0, filters=filters)
    if page.total_size is None:
        raise HalfAnswerError("Plex did not say how many items the library has.")
    return page.total_size


async def changed(pages: Pages, section: int, kind: str, since: datetime) -> set[int]:
    """The keys of items that were added, changed or watched after `since`."""
    after = int(since.timestamp())
    found: set[int] = set()
    for what in _CHANGES:
        filters: dict[str, str | int] = {"sort": f"{what}:desc", f"{what}>>": after}
        async for raws, _ in whole(pages, section, kind, filters):
            found.update(raw.rating_key for raw in raws)
    return found


async def members(pages: Pages, collection: int) -> list[int]:
    """What a collection holds, in its order."""
    found: list[int] = []
    while True:
        page = await pages.members(collection, start=len(found), size=_LIGHT)
        found += [raw.rating_key for raw in page.items]
        if not page.items or len(found) >= (page.total_size or 0):
            return found


async def still_known(pages: Pages, keys: Sequence[int]) -> AsyncIterator[Sequence[RawItem]]:
    """Those of `keys` that the server has, in detail, stretch by stretch."""
    for start in range(0, len(keys), DETAILS):
        yield await pages.known(keys[start : start + DETAILS])
