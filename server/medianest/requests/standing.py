"""How titles stand in the household: what Plex has of them, and what is asked for."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from medianest.catalog.standing import (
    Availability,
    EpisodeStanding,
    RequestState,
    SeasonStanding,
    Share,
    Standing,
)
from medianest.kit.media import TitleKey
from medianest.requests.facts import ABSENT, Presence, SeasonFacts
from medianest.requests.queries import present
from medianest.requests.queries.present import Sought
from medianest.requests.wishes import Count, Part, by_number, count, covered

Seasons = Callable[[int], Awaitable[Sequence[SeasonFacts]]]
Sizes = Callable[[Collection[int]], Awaitable[Mapping[int, int]]]
"""Told shows, says how many episodes each has in all, without its specials."""
InBoth = tuple[Mapping[TitleKey, Presence], Mapping[TitleKey, Presence]]
FindBoth = Callable[[Collection[TitleKey]], Awaitable[InBoth]]
"""Says what Plex has of titles, in HD and in 4K; one that it lacks is left out."""


@dataclass(frozen=True, slots=True)
class TitleStandings:
    """Says how titles stand, from the database alone: the `Standings` of the catalogue."""

    presence: FindBoth
    seasons_of: Seasons
    sizes: Sizes

    async def titles(self, keys: Collection[TitleKey], viewer: UUID) -> dict[TitleKey, Standing]:
        """The standing of titles, as `viewer` sees it; those nobody has or wants are left out."""
        if not keys:
            return {}
        hd, uhd = await self.presence(keys)
        there = hd.keys() | uhd.keys()
        shows = [key.tmdb_id for key in there if key.media_type == "tv"]
        sizes = await self.sizes(shows) if shows else {}
        marks = await present.marks(keys, viewer)
        return {
            key: Standing(
                availability=_of_title(key, hd.get(key), uhd.get(key), sizes),
                requests=marks.get(key, []),
            )
            for key in there | marks.keys()
        }

    async def seasons(self, show: int, viewer: UUID) -> dict[int, SeasonStanding]:
        """The standing of a show's seasons, the same for whoever looks."""
        del viewer
        key = TitleKey("tv", show)
        in_hd, in_4k = await self.presence([key])
        hd, uhd = in_hd.get(key, ABSENT), in_4k.get(key, ABSENT)
        wanted = await present.sought(show)
        facts = by_number(await self.seasons_of(show))
        return {number: _season(facts[number], hd, uhd, wanted) for number in facts}


def _of_title(
    key: TitleKey, hd: Presence | None, uhd: Presence | None, sizes: Mapping[int, int]
) -> Availability:
    size = 1 if key.media_type == "movie" else sizes.get(key.tmdb_id)
    found = hd or uhd
    return Availability(
        hd=_share(_count(hd, size)),
        uhd=_share(_count(uhd, size)),
        plex_url=found.plex_url if found else None,
    )


def _count(there: Presence | None, size: int | None) -> Count:
    if there is None:
        return Count(0, size)
    episodes = sum(len(numbers) for season, numbers in there.episodes.items() if season > 0)
    return Count(episodes or int(there.film or bool(there.episodes)), size)


def _season(
    facts: SeasonFacts, hd: Presence, uhd: Presence, wanted: Sequence[Sought]
) -> SeasonStanding:
    whole, known = Part(facts.number), {facts.number: facts}
    return SeasonStanding(
        availability=Availability(
            hd=_share(count(whole, known, hd, film=False)),
            uhd=_share(count(whole, known, uhd, film=False)),
            plex_url=hd.plex_url or uhd.plex_url,
        ),
        requested=_state(whole, wanted, is4k=False),
        requested4k=_state(whole, wanted, is4k=True),
        episodes={
            one.number: EpisodeStanding(
                available=one.number in hd.episodes.get(facts.number, ()),
                available4k=one.number in uhd.episodes.get(facts.number, ()),
                requested=covered(Part(facts.number, one.number), [each.part for each in wanted]),
            )
            for one in facts.episodes
        },
    )


def _state(part: Part, wanted: Sequence[Sought], *, is4k: bool) -> RequestState | None:
    states = [each.state for each in wanted if each.is4k == is4k and covered(part, [each.part])]
    return states[-1] if states else None


def _share(there: Count) -> Share:
    if not there.available:
        return "none"
    return "available" if there.complete else "partial"
