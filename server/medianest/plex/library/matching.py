"""Which film or show an item is, by what Plex says of it: new ids, or a legacy agent's."""

import re
from collections.abc import Iterable

import msgspec

_NEW = re.compile(r"^(tmdb|imdb|tvdb)://(\w+)$")
_LEGACY = re.compile(
    r"^com\.plexapp\.agents\.(imdb|themoviedb|thetvdb|hama)://(?:(tvdb\d?)-)?(\w+)"
    r"(?:/(\d{1,5})(?:/(\d{1,5}))?)?"
)
_SITES = {"themoviedb": "tmdb", "thetvdb": "tvdb", "imdb": "imdb", "tmdb": "tmdb", "tvdb": "tvdb"}
_IMDB = re.compile(r"^tt\d{5,12}$")
_NUMBER = re.compile(r"^\d{1,10}$")


class Ids(msgspec.Struct, frozen=True, kw_only=True):
    """What an item is called elsewhere, and where it stands in its show if the id says so."""

    tmdb: int | None = None
    imdb: str | None = None
    tvdb: int | None = None
    season: int | None = None
    episode: int | None = None


def ids_of(guid: str, guids: Iterable[str]) -> Ids:
    """Read an item's own `guid` and its further `guids`."""
    found = {match[1]: match[2] for one in guids if (match := _NEW.match(one))}
    if found:
        return _checked(found)
    legacy = _LEGACY.match(guid)
    return _of_legacy(legacy) if legacy else Ids()


def _of_legacy(match: re.Match[str]) -> Ids:
    agent, within, value, season, episode = match.groups()
    if season is not None:
        # Below a show these agents give the show's own id, which is not the episode's.
        return Ids(season=int(season), episode=int(episode) if episode else None)
    site = "tvdb" if within else _SITES.get(agent)
    return _checked({site: value}) if site else Ids()


def _checked(found: dict[str, str]) -> Ids:
    imdb = found.get("imdb", "")
    return Ids(
        tmdb=_number(found.get("tmdb", "")),
        imdb=imdb if _IMDB.match(imdb) else None,
        tvdb=_number(found.get("tvdb", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.match(text) and 0 < int(text) < 2**31 else None
