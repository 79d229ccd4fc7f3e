"""How the requests are put together from what stands below and above them."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from medianest.accounts import Principal
from medianest.accounts.errors import NotPermittedError
from medianest.accounts.queries import people
from medianest.app._ground import Ground
from medianest.app._shelves import Shelves
from medianest.catalog.build import CatalogParts
from medianest.catalog.images import Image
from medianest.catalog.queries import seasons
from medianest.downloads.errors import AlreadyAddedError
from medianest.downloads.queries import moving
from medianest.downloads.service import Submitting
from medianest.downloads.states import State
from medianest.kit.media import TitleKey
from medianest.plex.library.schemas import Presence as Found
from medianest.plex.library.service import Library
from medianest.requests.build import build
from medianest.requests.facts import Presence
from medianest.requests.members import member
from medianest.requests.schemas import AskFor
from medianest.requests.service import Requests
from medianest.requests.standing import InBoth, TitleStandings
from medianest.requests.verdicts import Decide

Wished = Callable[[UUID, TitleKey], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class InPlex:
    """What the library has of titles, as requests ask for it."""

    library: Library

    async def __call__(
        self, keys: Collection[TitleKey], *, is4k: bool
    ) -> Mapping[TitleKey, Presence]:
        """What Plex has of the titles; one that it lacks is left out."""
        return _in(await self.library.presence(keys), is4k=is4k)

    async def both(self, keys: Collection[TitleKey]) -> InBoth:
        """The same in HD and in 4K, asked for once."""
        found = await self.library.presence(keys)
        return _in(found, is4k=False), _in(found, is4k=True)


def _in(found: Mapping[TitleKey, Found], *, is4k: bool) -> dict[TitleKey, Presence]:
    return {
        key: Presence(
            film=there is True,
            episodes={} if isinstance(there, bool) else there,
            plex_url=one.plex_url,
        )
        for key, one in found.items()
        if (there := one.uhd if is4k else one.hd)
    }


@dataclass(frozen=True, slots=True)
class FetchedLinks:
    """Has links fetched that stand in for a title."""

    downloads: Submitting

    async def start(self, me: Principal, url: str) -> UUID:
        """The download of `url`, new or not."""
        try:
            return (await self.downloads.start(me, url, None)).id
        except AlreadyAddedError as there:
            return UUID(str(there.extra["existingId"]))

    async def ready(self, download: UUID) -> bool:
        """Whether it can be watched in Plex."""
        item = await moving.get(download)
        return item is not None and item.state is State.AVAILABLE and not item.awaits_plex


def standings(library: Library) -> TitleStandings:
    """How titles stand in the household, for the catalogue to show."""
    return TitleStandings(InPlex(library).both, seasons.of, seasons.sizes)


def requests_of(
    ground: Ground,
    shelves: Shelves,
    catalog: CatalogParts,
    *,
    downloads: Submitting,
    decide: Decide,
) -> Requests:
    """The requests; from now on they hear of what changes in Plex and in the catalogue."""

    def poster(path: str | None, min_age: int | None) -> Image | None:
        return catalog.pictures.image(path, "poster", min_age)

    made = build(
        catalog=catalog.catalog,
        presence=InPlex(shelves.library),
        live=ground.events,
        notifications=ground.notifications,
        jobs=ground.jobs,
        managers=lambda: people.holding("requests.manage"),
        poster=poster,
        plex_connected=shelves.plex.connected,
        links=FetchedLinks(downloads),
        decide=decide,
    )
    shelves.library.on_changed.append(made.reconciling.changed)
    catalog.learning.on_learnt.append(made.reconciling.changed)
    return made


def wishes(requests: Requests) -> Wished:
    """Asks for what somebody put on a watchlist elsewhere; raises what `Requests.ask` does."""

    async def wished(person: UUID, key: TitleKey) -> None:
        who = await member(person)
        if who is None:
            # Said aloud, for the wish is then tried again once the person may.
            raise NotPermittedError
        wanted = AskFor(media_type=key.media_type, tmdb_id=key.tmdb_id)
        await requests.ask(who, wanted, via="trakt")

    return wished
