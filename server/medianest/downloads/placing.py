"""Finds the place for a fetched file, stores it, and only then moves the file there."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from medianest.downloads.naming import EpisodeName, FilmName, Name, published_on, show_of
from medianest.downloads.publishing import Shelf, is_published
from medianest.downloads.queries import places
from medianest.downloads.queries.moving import Item
from medianest.downloads.runner import FetchFailedError
from medianest.downloads.schemas import PublishedFile
from medianest.downloads.ytdlp.wire import FetchedFile, VideoInfo
from medianest.infra.database import transaction
from medianest.kit.clock import Clock
from medianest.plex.schemas import Destination

_MOST_COPIES = 100


@dataclass(frozen=True, slots=True)
class Placing:
    """Publishes into the media folder, in the form that Plex' library wants."""

    shelf: Shelf
    destination: Destination | None
    clock: Clock

    async def publish(self, item: Item) -> tuple[Path, PublishedFile]:
        """Put the fetched file of `item` in its place; may be repeated."""
        if item.fetched is None or item.video is None:
            raise FetchFailedError("crashed", "nothing was fetched")
        fetched, video = item.fetched, item.video
        aired = published_on(video, self.clock())
        name, target = await self._claim(item, video, fetched, aired)
        if not await asyncio.to_thread(is_published, str(target), fetched):
            await asyncio.to_thread(self.shelf.publish, name, fetched, target, aired)
        return target, PublishedFile(
            path=str(target),
            name=target.name,
            size=fetched.size,
            duration=round(fetched.duration, 3),
            width=fetched.width,
            height=fetched.height,
        )

    async def _claim(
        self, item: Item, video: VideoInfo, fetched: FetchedFile, aired: datetime
    ) -> tuple[Name, Path]:
        stored = await places.place_of(item.id)
        if stored is not None:
            return _stored_name(video, stored), Path(stored.target)
        copy = 1
        for _ in range(_MOST_COPIES):
            name = await self._name(video, aired)
            suffix = Path(fetched.path).suffix
            free = await asyncio.to_thread(self.shelf.free_path, name, suffix, copy)
            if free is not None and await _take(item, free, name):
                return name, free
            # An episode whose number was taken meanwhile gets another one, and so another name.
            copy += int(free is None or isinstance(name, FilmName))
        raise FetchFailedError("unknown", "no free name was found")

    async def _name(self, video: VideoInfo, aired: datetime) -> Name:
        if self.destination is None or self.destination.form == "film":
            return FilmName(video)
        day = aired.month * 100 + aired.day
        episode = await places.next_episode(show_of(video), aired.year, day)
        return EpisodeName(video, aired.year, episode)


async def _take(item: Item, path: Path, name: Name) -> bool:
    number = (name.show, name.season, name.episode) if isinstance(name, EpisodeName) else None
    try:
        async with transaction():
            await places.set_target(item.id, str(path), number)
    except asyncpg.UniqueViolationError:
        # Another download took the name or the number at this very moment.
        return False
    return True


def _stored_name(video: VideoInfo, stored: places.Place) -> Name:
    if stored.season is None or stored.episode is None:
        return FilmName(video)
    return EpisodeName(video, stored.season, stored.episode)
