"""What the server sends of an item, as it is stored."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from medianest.kit.ages import youngest
from medianest.plex.gateway import RawItem, RawMedia
from medianest.plex.library.matching import Ids, ids_of

_WIDE, _HIGH = 3200, 2000
_NAMES = {"8k": "4k", "4k": "4k", "2160": "4k", "1080": "1080", "720": "720"}
_RANKS = {"4k": 3, "1080": 2, "720": 1, "sd": 0}
_HDR = frozenset({"smpte2084", "arib-std-b67"})
# Where Plex dates something before the epoch or far from now, the date is wrong.
_LATEST = 4_102_444_800
_BIGGEST = 2**31 - 1
_FULL = 2**63 - 1
_SHORT = 20
# Plex writes the ratings of this country without its name.
_PLAIN = "US"
_encoder = msgspec.json.Encoder()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it is stored; times are seconds since the epoch, `duration` milliseconds."""

    rating_key: int
    type: str
    parent_key: int | None
    show_key: int | None
    show_title: str | None
    season: int | None
    episode: int | None
    title: str
    sort_title: str
    year: int | None
    summary: str
    content_rating: str | None
    min_age: int | None
    duration: int | None
    added_at: int | None
    updated_at: int | None
    tmdb_id: int | None
    imdb_id: str | None
    tvdb_id: int | None
    resolution: str | None
    hd: bool
    uhd: bool
    hdr: bool
    size: int
    files: int
    view_count: int
    last_viewed_at: int | None
    thumb: str | None
    subtype: str | None
    child_count: int | None
    hash: int = 0


def read(raws: Iterable[RawItem], *, hdr: frozenset[int]) -> list[Item]:
    """What `raws` say, without items in Plex' trash; those of `hdr` are in high dynamic range."""
    return [hashed(_item(raw, hdr=raw.rating_key in hdr)) for raw in raws if not in_trash(raw)]


def in_trash(raw: RawItem) -> bool:
    """Whether Plex lists it and yet found no file of it when it looked last."""
    media = raw.media
    return raw.deleted_at is not None or (
        bool(media) and all(one.deleted_at is not None for one in media)
    )


def hashed(item: Item) -> Item:
    """The item with a number that differs when anything about it does."""
    digest = blake2b(_encoder.encode(item), digest_size=8).digest()
    return replace(item, hash=int.from_bytes(digest, signed=True))


def encoded(items: Sequence[Item]) -> str:
    """The items as JSON."""
    return _encoder.encode(items).decode()


def _item(raw: RawItem, *, hdr: bool) -> Item:
    ids = ids_of(raw.guid, (one.id for one in raw.guids))
    media = [one for one in raw.media if one.deleted_at is None]
    names = {_resolution(one) for one in media}
    show_key, show_title, season, episode = _place(raw, ids)
    sizes = [part.size for one in media for part in one.parts]
    return Item(
        rating_key=raw.rating_key,
        type=_text(raw.type)[:_SHORT],
        parent_key=raw.parent_rating_key,
        show_key=show_key,
        show_title=_text(show_title) or None,
        season=season,
        episode=episode,
        title=_text(raw.title),
        sort_title=_text(raw.title_sort or raw.title).casefold()[:200],
        year=_small(raw.year),
        summary=_text(raw.summary),
        content_rating=_text(raw.content_rating) or None,
        min_age=_min_age(raw.content_rating),
        duration=_small(raw.duration),
        added_at=_time(raw.added_at),
        updated_at=_time(raw.updated_at),
        tmdb_id=ids.tmdb,
        imdb_id=ids.imdb,
        tvdb_id=ids.tvdb,
        resolution=max(names, key=_RANKS.__getitem__, default=None),
        hd=bool(names - {"4k"}),
        uhd="4k" in names,
        hdr=hdr or _is_hdr(media),
        size=min(sum(sizes), _FULL),
        files=len(sizes),
        view_count=_small(raw.view_count) or 0,
        last_viewed_at=_time(raw.last_viewed_at),
        thumb=_text(raw.thumb) or None,
        subtype=_text(raw.subtype)[:_SHORT] or None,
        child_count=_small(raw.child_count if raw.type == "collection" else raw.leaf_count),
    )


def _place(raw: RawItem, ids: Ids) -> tuple[int | None, str, int | None, int | None]:
    if raw.type == "season":
        return raw.parent_rating_key, raw.parent_title, _small(raw.index), None
    if raw.type != "episode":
        return None, raw.parent_title, None, None
    season = raw.parent_index if raw.parent_index is not None else ids.season
    episode = raw.index if raw.index is not None else ids.episode
    return raw.grandparent_rating_key, raw.grandparent_title, _small(season), _small(episode)


def _min_age(rating: str) -> int | None:
    """The age in years that a rating such as `de/12` or `PG-13` asks for."""
    country, slash, letters = rating.rpartition("/")
    region = country.upper() if slash else _PLAIN
    return youngest({region: letters}, region)


def _small(number: int | None) -> int | None:
    return number if number is not None and 0 <= number <= _BIGGEST else None


def _resolution(media: RawMedia) -> str:
    if media.width >= _WIDE or media.height >= _HIGH:
        return "4k"
    return _NAMES.get(media.video_resolution.lower(), "sd")


def _is_hdr(media: Iterable[RawMedia]) -> bool:
    return any(
        stream.dovi_present or stream.color_trc in _HDR
        for one in media
        for part in one.parts
        for stream in part.streams
    )


def _time(seconds: int | None) -> int | None:
    return seconds if seconds is not None and 0 < seconds < _LATEST else None


def _text(text: str) -> str:
    # Postgres stores no NUL, and Plex passes on what stands in a file's tags.
    return text.replace("\0", "")
