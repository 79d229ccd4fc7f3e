"""From the parts that lie on several servers to what is there of a title."""

from collections.abc import Sequence

from medianest.kit.media import TitleKey
from medianest.plex.library.queries.presence import MEDIA_TYPES, Part
from medianest.plex.library.schemas import Episodes, Presence
from medianest.plex.links import plex_url


def presences(parts: Sequence[Part]) -> dict[TitleKey, Presence]:
    """What is there of each title; where it is played is the first server's word."""
    grouped: dict[TitleKey, list[Part]] = {}
    for part in parts:
        grouped.setdefault(TitleKey(MEDIA_TYPES[part.type], part.tmdb_id), []).append(part)
    return {key: _presence(key, own) for key, own in grouped.items()}


def _presence(key: TitleKey, parts: Sequence[Part]) -> Presence:
    first, film = parts[0], key.media_type == "movie"
    return Presence(
        hd=any(part.hd for part in parts) if film else _episodes(parts, in_4k=False),
        uhd=any(part.uhd for part in parts) if film else _episodes(parts, in_4k=True),
        plex_url=plex_url(first.server, first.rating_key),
        server=first.server,
        rating_key=str(first.rating_key),
        size=sum(part.size for part in parts),
    )


def _episodes(parts: Sequence[Part], *, in_4k: bool) -> Episodes:
    found: dict[int, frozenset[int]] = {}
    for part in parts:
        numbers = part.episodes_4k if in_4k else part.episodes
        if part.season is not None and numbers:
            found[part.season] = found.get(part.season, frozenset()) | frozenset(numbers)
    return found
