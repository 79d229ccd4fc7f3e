"""From TMDB's answer about one film or show to what its page is made of."""

from collections.abc import Iterable, Sequence

from medianest.catalog.facts import (
    Details,
    EpisodeNote,
    Named,
    Offer,
    OfferKind,
    Part,
    SeasonNote,
    Summary,
    Trailer,
)
from medianest.catalog.tmdb import _wire as wire
from medianest.catalog.tmdb.reading import clean, day, summaries, summary
from medianest.kit.languages import SPOKEN
from medianest.kit.media import MediaType

_MOST_CAST = 24
_MOST_CREW = 12
_MOST_TRAILERS = 8
_LONGEST_ID = 20
# Those that a household has heard of; a credit list names hundreds.
_KNOWN_JOBS = ("Director", "Writer", "Screenplay", "Novel", "Original Music Composer", "Producer")
_TRAILERS = frozenset({"Trailer", "Teaser"})
APPENDED = "credits,external_ids,videos,similar,recommendations,translations,watch/providers,"


def details(
    answer: wire.Title, media_type: MediaType, region: str
) -> tuple[Details, list[Summary]] | None:
    """The page's facts, and the titles it mentions; None for what is never shown."""
    about = summary(answer, media_type)
    if about is None:
        return None
    similar = summaries((answer.similar or wire.Results()).results, media_type)
    recommended = summaries((answer.recommendations or wire.Results()).results, media_type)
    external = answer.external_ids or wire.External()
    offers, link = _offers(answer.providers, region)
    made = Details(
        summary=about,
        names=names(answer),
        tagline=clean(answer.tagline),
        runtime=_runtime(answer),
        status=clean(answer.status),
        homepage=_link(answer.homepage),
        imdb_id=clean(external.imdb_id or answer.imdb_id)[:_LONGEST_ID] or None,
        tvdb_id=external.tvdb_id,
        genres=[Named(id=one.id, name=clean(one.name)) for one in answer.genres or []],
        certifications=certifications(answer),
        cast=_cast(answer.credits),
        crew=_crew(answer.credits),
        trailers=_trailers(answer.videos),
        collection=_collection(answer.belongs_to_collection),
        offers=offers,
        offers_link=link,
        similar=[one.key.tmdb_id for one in similar],
        recommended=[one.key.tmdb_id for one in recommended],
        studios=_names(answer.production_companies),
        networks=_names(answer.networks),
        created_by=_names(answer.created_by),
        seasons=[_season(one) for one in answer.seasons or []],
        next_episode=_note(answer.next_episode_to_air),
        last_episode=_note(answer.last_episode_to_air),
    )
    mentioned = {one.key: one for one in (*similar, *recommended)}
    return made, list(mentioned.values())


def names(answer: wire.Title) -> dict[str, str]:
    """What a title is called in the languages spoken here, as far as TMDB knows."""
    original = clean(answer.original_title or answer.original_name)
    found = {answer.original_language or "": original}
    for one in (answer.translations or wire.Translations()).translations or []:
        wording = one.data or wire.Wording()
        name = clean(wording.title or wording.name)
        # Several countries may share a language: the first one stands for all.
        if name and one.iso_639_1 not in found:
            found[one.iso_639_1 or ""] = name
    return {language: found[language] for language in SPOKEN if found.get(language)}


def certifications(answer: wire.Title) -> dict[str, str]:
    """The rating of each country: of a film the first that any of its releases got."""
    found: dict[str, str] = {}
    films = (answer.release_dates or wire.Ratings()).results or []
    shows = (answer.content_ratings or wire.Ratings()).results or []
    for country in (*films, *shows):
        ratings = [country.rating, *(one.certification for one in country.release_dates or [])]
        rating = next((clean(one) for one in ratings if clean(one)), "")
        if (name := clean(country.iso_3166_1)) and rating:
            found.setdefault(name, rating)
    return found


def _runtime(answer: wire.Title) -> int | None:
    minutes = answer.runtime or next(iter(answer.episode_run_time or []), None)
    return int(minutes) if minutes else None


def _cast(credits: wire.Credits | None) -> list[Part]:  # noqa: A002 - its name at TMDB
    told = (credits.cast if credits else None) or []
    return [_part(one, clean(one.character)) for one in told if one.name][:_MOST_CAST]


def _crew(credits: wire.Credits | None) -> list[Part]:  # noqa: A002 - its name at TMDB
    told = (credits.crew if credits else None) or []
    known = [one for one in told if one.name and one.job in _KNOWN_JOBS]
    known.sort(key=lambda one: _KNOWN_JOBS.index(one.job or ""))
    return [_part(one, clean(one.job)) for one in known][:_MOST_CREW]


def _part(one: wire.Credit, role: str) -> Part:
    return Part(id=one.id, name=clean(one.name), role=role, image_path=one.profile_path)


def _trailers(videos: wire.Videos | None) -> list[Trailer]:
    told = (videos.results if videos else None) or []
    found = [
        Trailer(
            key=one.key,
            site=clean(one.site),
            name=clean(one.name),
            language=clean(one.iso_639_1),
            official=bool(one.official),
        )
        for one in told
        if one.key and one.type in _TRAILERS
    ]
    found.sort(key=lambda one: not one.official)
    return found[:_MOST_TRAILERS]


def _offers(providers: wire.Providers | None, region: str) -> tuple[list[Offer], str | None]:
    here = ((providers.results if providers else None) or {}).get(region)
    if here is None:
        return [], None
    ways: list[tuple[OfferKind, Sequence[wire.Provider] | None]] = [
        ("stream", here.flatrate),
        ("free", here.free),
        ("ads", here.ads),
        ("rent", here.rent),
        ("buy", here.buy),
    ]
    found = [
        Offer(name=clean(one.provider_name), kind=kind, logo_path=one.logo_path)
        for kind, told in ways
        for one in told or []
        if one.provider_name
    ]
    return found, _link(here.link) or None


def _collection(told: wire.Named | None) -> Named | None:
    if told is None or not told.name:
        return None
    return Named(id=told.id, name=clean(told.name), image_path=told.poster_path)


def _season(told: wire.Season) -> SeasonNote:
    return SeasonNote(
        number=told.season_number,
        name=clean(told.name),
        overview=clean(told.overview),
        episode_count=told.episode_count or 0,
        aired=day(told.air_date),
        poster_path=told.poster_path,
    )


def _note(told: wire.Episode | None) -> EpisodeNote | None:
    if told is None or told.season_number is None:
        return None
    return EpisodeNote(
        season=told.season_number,
        number=told.episode_number,
        name=clean(told.name),
        aired=day(told.air_date),
    )


def _names(told: Iterable[wire.Named] | None) -> list[str]:
    return [clean(one.name) for one in told or [] if clean(one.name)]


def _link(told: str | None) -> str:
    # It becomes a link on a page: nothing but the web may stand there.
    link = clean(told)
    return link if link.startswith(("https://", "http://")) else ""
