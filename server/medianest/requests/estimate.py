"""How much room a request will take, as far as anybody can tell beforehand.

Bytes are running time times what a good file of that resolution has per second: 6 Mbit/s up to
1080p (2.7 GB an hour), 20 Mbit/s in 4K (9 GB an hour). Where the catalogue does not say, a film
runs 110 minutes, an episode 45, and a season has 10 of them.
"""

from collections.abc import Collection
from typing import Final

from medianest.requests.facts import Presence, Title
from medianest.requests.wishes import Facts, Part, count

_PER_SECOND: Final = {False: 6_000_000 // 8, True: 20_000_000 // 8}
_FILM: Final = 110
_EPISODE: Final = 45
_EPISODES: Final = 10


def estimated_bytes(  # noqa: PLR0913 - all that it depends on
    parts: Collection[Part],
    title: Title | None,
    facts: Facts,
    presence: Presence,
    *,
    film: bool,
    is4k: bool,
) -> int:
    """The bytes of what Plex lacks of `parts`."""
    minutes = (title.runtime if title else None) or (_FILM if film else _EPISODE)
    pieces = 0
    for part in parts:
        there = count(part, facts, presence, film=film)
        total = _EPISODES if there.total is None else there.total
        pieces += max(total - there.available, 0)
    return pieces * minutes * 60 * _PER_SECOND[is4k]
