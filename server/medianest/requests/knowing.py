"""What the database knows of a title when somebody asks for it."""

from collections.abc import Collection
from dataclasses import dataclass

from medianest.kit.ages import allowed
from medianest.kit.media import TitleKey
from medianest.requests.errors import TitleNotForYouError
from medianest.requests.estimate import estimated_bytes
from medianest.requests.facts import ABSENT, Asker, Catalog, FindPresence, Presence, Title
from medianest.requests.queries.asking import Cost
from medianest.requests.wishes import (
    ALL,
    LATER,
    Count,
    Facts,
    Part,
    by_number,
    count,
    regular,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of a title."""

    key: TitleKey
    is4k: bool
    title: Title | None
    facts: Facts
    presence: Presence

    @property
    def film(self) -> bool:
        """Whether it is a film."""
        return self.key.media_type == "movie"

    @property
    def described(self) -> bool:
        """Whether nothing has to be asked outside."""
        return self.title is not None and (self.film or bool(self.facts))

    @property
    def newest_season(self) -> int:
        """The highest number of a season, 0 if there is none, -1 if nobody knows."""
        return max(regular(self.facts), default=0) if self.described else -1

    def counts(self, parts: Collection[Part]) -> dict[Part, Count]:
        """How much of each part is in Plex."""
        return {part: count(part, self.facts, self.presence, film=self.film) for part in parts}

    def missing(self, parts: Collection[Part]) -> set[Part]:
        """Those that are not wholly in Plex."""
        return {part for part, there in self.counts(parts).items() if not there.complete}

    def cost(self, parts: Collection[Part]) -> Cost:
        """What `parts` take from a quota; a show whose seasons nobody knows yet counts as one."""
        whole = [part for part in parts if part.episode == ALL and part != LATER]
        size = estimated_bytes(
            parts, self.title, self.facts, self.presence, film=self.film, is4k=self.is4k
        )
        if self.film:
            return Cost(films=1, estimated_bytes=size)
        single = sum(part.episode != ALL for part in parts)
        return Cost(seasons=len(whole), episodes=single, estimated_bytes=size)


@dataclass(frozen=True, slots=True)
class Knowing:
    """Looks titles up, in the database alone."""

    catalog: Catalog
    presence: FindPresence

    async def of(self, key: TitleKey, *, is4k: bool) -> Known:
        """What is known of a title now."""
        title = await self.catalog.title(key)
        shows = key.media_type == "tv" and title is not None
        facts = by_number(await self.catalog.seasons(key.tmdb_id)) if shows else {}
        there = await self.presence([key], is4k=is4k)
        return Known(key, is4k, title, facts, there.get(key, ABSENT))


def must_be_for(who: Asker, title: Title | None) -> None:
    """Raise `TitleNotForYouError` unless the age limit of `who` allows `title`."""
    if not allowed(title.min_age if title else None, who.age_limit):
        raise TitleNotForYouError
