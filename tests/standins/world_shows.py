"""Seasons and episodes of the invented shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Episode:
    number: int
    name: str
    air_date: date | None


@dataclass(frozen=True)
class Season:
    """Season 0 holds the specials."""

    number: int
    episodes: tuple[Episode, ...]
    poster_path: str | None

    @property
    def name(self) -> str:
        return f"Season {self.number}" if self.number else "Specials"

    @property
    def air_date(self) -> date | None:
        return self.episodes[0].air_date

    def aired(self, today: date) -> int:
        """How many episodes have been shown by `today`."""
        return sum(one.air_date is not None and one.air_date <= today for one in self.episodes)


def seasons(
    random: Random, show: int, many: int, today: date, *, goes_on: bool
) -> tuple[Season, ...]:
    """Every season, a year apart; of one that goes on the last lies around today."""
    if goes_on:
        newest = today - random.randint(1, 4) * _WEEK
    else:
        newest = today - timedelta(days=random.randint(400, 4000))
    made = []
    for number in range(1, many + 1):
        first = newest - timedelta(days=364 * (many - number))
        made.append(_season(random, show, number, first))
    if show % 4 == 0:
        made.insert(0, _season(random, show, 0, newest - timedelta(days=200)))
    return tuple(made)


def _season(random: Random, show: int, number: int, first: date) -> Season:
    many = random.randint(6, 13) if number else random.randint(1, 4)
    episodes = [
        Episode(at, f"Chapter {number}.{at}", first + (at - 1) * _WEEK) for at in range(1, many + 1)
    ]
    if random.randrange(6) == 0:  # announced, and nobody knows when
        episodes.append(Episode(many + 1, "TBA", None))
    poster = f"/pseason{show}x{number}.jpg" if (show + number) % 13 else None
    return Season(number, tuple(episodes), poster)
