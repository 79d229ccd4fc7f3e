"""An appliance that knows films and shows: an invented TMDB of 200 titles stands behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.standins.tmdb import TmdbStandIn
from tests.standins.trakt import TraktStandIn
from tests.standins.world import Film, Show, World
from tests.support.appliance import Appliance

_Title = TypeVar("_Title", Film, Show)


@dataclass(frozen=True, slots=True)
class Stocked:
    """The appliance, and those whom it asks."""

    appliance: Appliance
    tmdb: TmdbStandIn
    trakt: TraktStandIn

    @property
    def world(self) -> World:
        return self.tmdb.world

    def film(self, place: int) -> Film:
        """One that everybody may see, with a name of its own that can be typed."""
        return _plain(self.world.every_film)[place]

    def show(self, place: int) -> Show:
        """The same of shows."""
        return _plain(self.world.every_show)[place]


def _plain(titles: list[_Title]) -> list[_Title]:
    names = [title.title for title in titles]
    return [
        title
        for title in titles
        if title.title.isascii() and names.count(title.title) == 1 and not title.adult
    ]


@contextmanager
def stocking(folder: Path, **more: str) -> Iterator[Stocked]:
    """One that is running and has an owner; `more` are further settings."""
    world = World(films=160, shows=40)
    with TmdbStandIn(world) as tmdb, TraktStandIn(world) as trakt:
        settings = {
            "MEDIANEST__TMDB__URL": tmdb.url,
            "MEDIANEST__TMDB__IMAGE_URL": tmdb.image_url,
            "MEDIANEST__TMDB__API_KEY": tmdb.api_key,
            "MEDIANEST__TRAKT__URL": trakt.url,
            "MEDIANEST__TRAKT__CLIENT_ID": trakt.client_id,
            "MEDIANEST__TRAKT__CLIENT_SECRET": trakt.client_secret,
            **more,
        }
        appliance = Appliance(folder, **settings).start()
        appliance.set_up()
        try:
            yield Stocked(appliance, tmdb, trakt)
        finally:
            appliance.stop()
