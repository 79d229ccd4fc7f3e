"""A Plex server with invented films as a program of its own: what it works is not our work.

`python -m tests.benchmarks.plex_shelf` prints its address and token. A line on its stdin says what
becomes of it, and is answered by `done`: `hold 1000` films, or `change 10` of them.
"""

import sys
import time
from pathlib import Path

from tests.standins.plex import PlexStandIn
from tests.standins.plex_things import MadeUp


def main() -> None:
    with PlexStandIn() as plex:
        films = plex.add_library("Films", "movie", {"/plex/films": Path("/nowhere/films")})
        shelf = plex.make_up(films, 0)
        print(plex.url, plex.token, flush=True)
        for line in sys.stdin:
            word, _, many = line.partition(" ")
            {"hold": _hold, "change": _change}[word](shelf, int(many))
            print("done", flush=True)


def _hold(shelf: MadeUp, many: int) -> None:
    shelf.count = many


def _change(shelf: MadeUp, many: int) -> None:
    step = shelf.count // many
    shelf.changed |= {shelf.first_key + number * step: time.time() for number in range(many)}


if __name__ == "__main__":
    main()
