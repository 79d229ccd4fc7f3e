"""From TMDB's answers to the facts that are kept."""

from collections.abc import Iterable, Sequence
from datetime import date

from medianest.catalog.facts import (
    CollectionDetails,
    Credit,
    Episode,
    Hit,
    Hits,
    PersonDetails,
    SeasonDetails,
    Summary,
)
from medianest.catalog.tmdb import _wire as wire
from medianest.kit.media import MediaType, TitleKey

_MOST_CREDITS = 200
# A four-byte integer of the database; TMDB's own numbers are far below.
_LARGEST = 2**31 - 1


def day(text: str | None) -> date | None:
    """A date of TMDB's, None where there is none or one that no calendar has."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def clean(text: str | None) -> str:
    """`text` as the database can hold it."""
    return (text or "").replace("\0", "").strip()


def summary(entry: wire.Entry | wire.Title, media_type: MediaType) -> Summary | None:
    """An entry as a film or show; None for one without a name, or for adults only."""
    title = clean(entry.title or entry.name)
    if entry.adult or not title or not 0 < entry.id <= _LARGEST:
        return None
    if isinstance(entry, wire.Title):
        genres = [genre.id for genre in entry.genres or []]
    else:
        genres = list(entry.genre_ids or [])
    return Summary(
        key=TitleKey(media_type=media_type, tmdb_id=entry.id),
        title=title,
        original_title=clean(entry.original_title or entry.original_name),
        original_language=clean(entry.original_language)[:10],
        overview=clean(entry.overview),
        released=day(entry.release_date or entry.first_air_date),
        genres=genres,
        popularity=entry.popularity or 0,
        vote_average=entry.vote_average or 0,
        vote_count=int(entry.vote_count or 0),
        poster_path=entry.poster_path,
        backdrop_path=entry.backdrop_path,
    )


def summaries(entries: Sequence[wire.Entry] | None, media_type: MediaType | None) -> list[Summary]:
    """The titles among entries, each once; `media_type` where the entries do not say."""
    found: dict[TitleKey, Summary] = {}
    for entry in entries or []:
        kind = _media_type(entry, media_type)
        made = summary(entry, kind) if kind else None
        if made is not None:
            found.setdefault(made.key, made)
    return list(found.values())


def hits(answer: wire.Results, kind: str) -> tuple[Hits, list[Summary]]:
    """A page of a search for `kind` ("multi" for all), and the titles on it."""
    titles = {one.key: one for one in summaries(answer.results, _as_media_type(kind))}
    found = [
        hit for entry in answer.results or [] if (hit := _hit(entry, kind, titles)) is not None
    ]
    page = Hits(
        hits=found,
        page=answer.page or 1,
        pages=answer.total_pages or 1,
        total=answer.total_results or len(found),
    )
    return page, list(titles.values())


def season(answer: wire.Season) -> SeasonDetails:
    """A season with its episodes."""
    return SeasonDetails(
        number=answer.season_number,
        name=clean(answer.name),
        overview=clean(answer.overview),
        aired=day(answer.air_date),
        poster_path=answer.poster_path,
        episodes=[
            Episode(
                number=one.episode_number,
                name=clean(one.name),
                overview=clean(one.overview),
                aired=day(one.air_date),
                runtime=int(one.runtime) if one.runtime else None,
                still_path=one.still_path,
            )
            for one in answer.episodes or []
        ],
    )


def person(answer: wire.Person) -> tuple[PersonDetails, list[Summary]]:
    """Somebody, and the titles that they took part in."""
    work = answer.combined_credits or wire.Work()
    entries = [*(work.cast or []), *(work.crew or [])]
    titles = {one.key: one for one in summaries(entries, None)}
    known = sorted(titles.values(), key=lambda one: -one.popularity)[:_MOST_CREDITS]
    roles = _roles(entries)
    details = PersonDetails(
        id=answer.id,
        name=clean(answer.name),
        biography=clean(answer.biography),
        birthday=day(answer.birthday),
        deathday=day(answer.deathday),
        place_of_birth=clean(answer.place_of_birth),
        photo_path=answer.profile_path,
        credits=[Credit(key=one.key, role=roles.get(one.key, "")) for one in known],
    )
    return details, known


def collection(answer: wire.Collection) -> tuple[CollectionDetails, list[Summary]]:
    """A collection, and its films."""
    films = summaries(answer.parts, "movie")
    films.sort(key=lambda one: one.released or date.max)
    details = CollectionDetails(
        id=answer.id,
        name=clean(answer.name),
        overview=clean(answer.overview),
        poster_path=answer.poster_path,
        backdrop_path=answer.backdrop_path,
        parts=[one.key.tmdb_id for one in films],
    )
    return details, films


def _media_type(entry: wire.Entry, given: MediaType | None) -> MediaType | None:
    return given or _as_media_type(entry.media_type)


def _as_media_type(told: str | None) -> MediaType | None:
    if told == "movie":
        return "movie"
    return "tv" if told == "tv" else None


def _hit(entry: wire.Entry, kind: str, titles: dict[TitleKey, Summary]) -> Hit | None:
    what = entry.media_type if kind == "multi" else kind
    media_type = _as_media_type(what)
    if media_type is not None:
        known = TitleKey(media_type=media_type, tmdb_id=entry.id) in titles
        return Hit(kind=media_type, id=entry.id) if known else None
    if entry.adult or not entry.name:
        return None
    if what == "person":
        known_for = [clean(one.title or one.name) for one in entry.known_for or []]
        return Hit(
            kind="person",
            id=entry.id,
            name=clean(entry.name),
            image_path=entry.profile_path,
            known_for=[name for name in known_for if name],
        )
    if what == "collection":
        return Hit(
            kind="collection",
            id=entry.id,
            name=clean(entry.name),
            image_path=entry.poster_path,
            overview=clean(entry.overview),
        )
    return None


def _roles(entries: Iterable[wire.Entry]) -> dict[TitleKey, str]:
    roles: dict[TitleKey, list[str]] = {}
    for entry in entries:
        kind = _media_type(entry, None)
        role = clean(entry.character or entry.job)
        if kind and role:
            roles.setdefault(TitleKey(media_type=kind, tmdb_id=entry.id), []).append(role)
    return {key: ", ".join(dict.fromkeys(told)) for key, told in roles.items()}
