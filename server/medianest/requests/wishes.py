"""What exactly is asked for: films, seasons, episodes, and how much of that is in Plex."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from medianest.requests.errors import NothingLikeThatError
from medianest.requests.facts import Presence, SeasonFacts
from medianest.requests.schemas import AskFor

ALL: Final = -1
"""Every episode of a season; every season of a show, while nobody knows its seasons."""
FUTURE: Final = -2
"""The seasons that do not exist yet."""


class Part(NamedTuple):
    """One thing that is asked for."""

    season: int
    episode: int = ALL


FILM: Final = Part(ALL)
SHOW: Final = Part(ALL)
LATER: Final = Part(FUTURE)
Facts = Mapping[int, SeasonFacts]


class Count(NamedTuple):
    """How many episodes (or films) of a part are in Plex, of how many; None: nobody knows."""

    available: int
    total: int | None

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return self.total is not None and self.available >= self.total > 0


def by_number(seasons: Sequence[SeasonFacts]) -> Facts:
    """The seasons by their numbers."""
    return {season.number: season for season in seasons}


def wished(ask: AskFor, facts: Facts) -> frozenset[Part]:
    """The parts that `ask` names; raises `NothingLikeThatError` for what does not exist."""
    if ask.media_type == "movie":
        if ask.seasons is not None or ask.episodes is not None or ask.future_seasons:
            raise NothingLikeThatError("A film has no seasons.")
        return frozenset({FILM})
    single = {Part(one.season, one.episode) for one in ask.episodes or ()}
    whole = {Part(number) for number in _numbers(ask, facts)}
    parts = whole | {part for part in single if Part(part.season) not in whole}
    if ask.future_seasons:
        parts.add(LATER)
    if not parts:
        raise NothingLikeThatError("That asks for no season at all.")
    _must_exist(parts, facts)
    return frozenset(parts)


def _numbers(ask: AskFor, facts: Facts) -> Collection[int]:
    if isinstance(ask.seasons, list):
        return ask.seasons
    if ask.seasons is None and (ask.episodes is not None or ask.future_seasons):
        return []
    return regular(facts) or [SHOW.season]


def regular(facts: Facts) -> list[int]:
    """The seasons that make up a show: all but its specials."""
    return sorted(number for number in facts if number > 0)


def _must_exist(parts: Collection[Part], facts: Facts) -> None:
    if not facts:
        return
    for season, episode in sorted(parts):
        if season < 0:
            continue
        known = facts.get(season)
        if known is None:
            raise NothingLikeThatError(f"The show has no season {season}.")
        if episode != ALL and known.episodes and episode not in _episodes(known):
            raise NothingLikeThatError(f"Season {season} has no episode {episode}.")


def covered(part: Part, asked: Collection[Part]) -> bool:
    """Whether somebody who gets `asked` gets `part` too."""
    if part in asked:
        return True
    if part.season == FUTURE:
        return False
    return SHOW in asked or Part(part.season) in asked


def count(part: Part, facts: Facts, presence: Presence, *, film: bool) -> Count:
    """How much of `part` Plex has."""
    if film:
        return Count(int(presence.film), 1)
    if part.season == FUTURE:
        return Count(0, 0)
    if part.season == ALL:
        return _sum([count(Part(number), facts, presence, film=False) for number in regular(facts)])
    there = presence.episodes.get(part.season, frozenset())
    if part.episode != ALL:
        return Count(int(part.episode in there), 1)
    return _of_season(facts.get(part.season), there)


def _of_season(season: SeasonFacts | None, there: frozenset[int]) -> Count:
    if season is None:
        return Count(len(there), None)
    known = _episodes(season)
    if len(known) < season.episode_count:
        return Count(min(len(there), season.episode_count), season.episode_count)
    return Count(len(known & there), len(known))


def _sum(counts: Sequence[Count]) -> Count:
    available = sum(one.available for one in counts)
    totals = [one.total for one in counts]
    known = [total for total in totals if total is not None]
    return Count(available, sum(known) if known and len(known) == len(totals) else None)


def _episodes(season: SeasonFacts) -> frozenset[int]:
    return frozenset(episode.number for episode in season.episodes)
