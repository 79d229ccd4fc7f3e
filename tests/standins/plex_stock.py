"""Puts titles of the invented world onto the shelves of a Plex stand-in.

Their files exist nowhere, so a scan of such a library takes them away again.
"""

from collections.abc import Collection, Iterable

from tests.standins import world
from tests.standins.plex_shelves import Shelves
from tests.standins.plex_things import Entry, Film, Section
from tests.standins.world_shows import Season


def stock_films(
    shelves: Shelves, section: Section, films: Iterable[world.Film], film: Film | None = None
) -> list[Entry]:
    """Have these films, each as one file like `film`."""
    return [_put_film(shelves, section, one, film or Film()) for one in films]


def stock_show(
    shelves: Shelves,
    section: Section,
    show: world.Show,
    *,
    seasons: Collection[int] | None = None,
    episodes: Collection[int] | None = None,
    film: Film | None = None,
) -> Entry:
    """Have a show: all of it, or of `seasons` and `episodes` those of these numbers."""
    with shelves.lock:
        root = f"{next(iter(section.locations))}/{show.tmdb_id}"
        made = _known(shelves, section, show) or shelves.add("show", show.title, section.key)
        made.year, made.guids, made.summary = show.year, _guids(show), show.overview
        for season in show.seasons:
            if seasons is None or season.number in seasons:
                _put_season(shelves, made, season, episodes, film or Film(), root)
        made.change()
    return made


def _put_film(shelves: Shelves, section: Section, film: world.Film, file: Film) -> Entry:
    root = next(iter(section.locations))
    name = f"{root}/{film.tmdb_id}/{file.resolution}.{file.container}"
    with shelves.lock:
        made = shelves.add("movie", film.title, section.key, name)
    made.films, made.duration = [file], film.runtime * 60_000
    made.year, made.guids, made.summary = film.year, _guids(film), film.overview
    return made


def _put_season(
    shelves: Shelves,
    show: Entry,
    season: Season,
    numbers: Collection[int] | None,
    film: Film,
    root: str,
) -> None:
    known = [one for one in shelves.children(show) if one.index == season.number]
    made = known[0] if known else shelves.add("season", season.name, show.section)
    made.parent, made.index = show, season.number
    there = {one.index for one in shelves.children(made)}
    for episode in season.episodes:
        if episode.number in there or (numbers is not None and episode.number not in numbers):
            continue
        name = f"{root}/s{season.number}e{episode.number}.{film.container}"
        one = shelves.add("episode", episode.name, show.section, name)
        one.parent, one.index, one.films = made, episode.number, [film]


def _known(shelves: Shelves, section: Section, show: world.Show) -> Entry | None:
    guids = _guids(show)
    return next((one for one in shelves.of(section.key, "show") if one.guids == guids), None)


def _guids(title: world.AnyTitle) -> tuple[str, ...]:
    known = [f"imdb://{title.imdb_id}", f"tmdb://{title.tmdb_id}"]
    return (*known, f"tvdb://{title.tvdb_id}") if title.tvdb_id else tuple(known)
