"""Films and shows: what there is, who asks for it, what becomes of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from medianest.accounts.queries import people
from medianest.app._catalog import catalogue
from medianest.app._ground import Ground
from medianest.app._links import Links
from medianest.app._overseerr import overseerr_of
from medianest.app._requests import requests_of, standings
from medianest.app._shelves import Shelves
from medianest.app._trakt import trakt_of
from medianest.catalog.build import CatalogParts
from medianest.catalog.images import Image
from medianest.catalog.trakt.service import Trakt
from medianest.kit.media import TitleKey
from medianest.plex.library.clearing import Clearings
from medianest.plex.library.unwatched import Looked, Unwatched
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.reminders import Reminders
from medianest.requests.removals.service import Removals
from medianest.requests.rules.past import Latest
from medianest.requests.rules.service import Rules
from medianest.requests.service import Requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The services about films and shows."""

    catalog: CatalogParts
    requests: Requests
    rules: Rules
    overseerr: Overseerr
    trakt: Trakt
    removals: Removals
    reminders: Reminders


def gather_titles(ground: Ground, shelves: Shelves, links: Links) -> Titles:
    """Build them; nothing is opened or started."""
    catalog = catalogue(ground, standings(shelves.library))
    shelves.library.on_changed.append(catalog.catalog.care)
    rules = Rules(Latest(catalog.catalog.titles))
    requests = requests_of(
        ground, shelves, catalog, downloads=links.downloads.submitting, decide=rules.decide
    )
    links.confirming.on_arrived.append(requests.steering.arrived)
    links.confirming.telling.on_failed.append(requests.steering.missed)
    trakt = trakt_of(ground, catalog.learning, requests)
    return Titles(
        catalog=catalog,
        requests=requests,
        rules=rules,
        overseerr=overseerr_of(ground, shelves, requests),
        trakt=trakt,
        removals=_removals(ground, shelves, catalog, requests, trakt),
        reminders=Reminders(
            ground.notifications,
            lambda: people.holding("requests.manage"),
            timedelta(days=ground.settings.requests.remind_after_days),
        ),
    )


def _removals(
    ground: Ground, shelves: Shelves, catalog: CatalogParts, requests: Requests, trakt: Trakt
) -> Removals:
    async def posters(keys: Collection[TitleKey]) -> Mapping[TitleKey, Image | None]:
        found = await catalog.catalog.titles(keys)
        image = catalog.pictures.image
        return {key: image(one.poster_path, "poster", one.min_age) for key, one in found.items()}

    clearings = Clearings(shelves.library.servers, shelves.library.on_changed)
    return Removals(
        shelves=_UnseenAnywhere(clearings, trakt),
        posters=posters,
        moves=requests.moves,
        jobs=ground.jobs,
        notifications=ground.notifications,
        owners=lambda: people.holding("settings.manage"),
        unwatched_for=timedelta(days=ground.settings.requests.propose_removal_after_days),
    )


@dataclass(frozen=True, slots=True)
class _UnseenAnywhere:
    """What nobody watched in Plex, nor anywhere else that Trakt knows of."""

    clearings: Clearings
    trakt: Trakt

    async def unwatched(self, *, added_before: datetime, limit: int) -> Looked:
        found = await self.clearings.unwatched(added_before=added_before, limit=limit)
        seen = await self.trakt.last_watched({one.key for one in found.unwatched if one.key})
        left = [one for one in found.unwatched if one.key not in seen]
        return Looked(unwatched=left, unknown=found.unknown)

    async def delete(self, one: Unwatched) -> None:
        await self.clearings.delete(one)
