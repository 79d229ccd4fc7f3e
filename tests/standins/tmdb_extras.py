"""What `append_to_response` brings: credits, trailers, certifications and the rest."""

from collections.abc import Callable
from typing import Any

from tests.standins.calls import Json
from tests.standins.tmdb_shapes import PROVIDERS, Shapes, number_from
from tests.standins.world import AnyTitle, Film, Show
from tests.standins.world_words import seeded

LINK = "https://www.themoviedb.org"


def extra(shapes: Shapes, title: AnyTitle, name: str, query: dict[str, str]) -> Json | None:
    """One answer below a title's own address; None if there is no such."""
    if isinstance(title, Show) and name.startswith("season/"):
        number = name.removeprefix("season/")
        season = title.season(int(number)) if number.isdigit() else None
        return shapes.whole_season(title, season) if season else None
    if name in {"recommendations", "similar"}:
        return _alike(shapes, title, name)
    table = _OF_FILMS if isinstance(title, Film) else _OF_SHOWS
    made = table.get(name) or _OF_BOTH.get(name)
    return made(shapes, title) if made else None


def _alike(shapes: Shapes, title: AnyTitle, name: str) -> Json:
    world = shapes.world
    every: list[Any] = world.every_film if isinstance(title, Film) else world.every_show
    random = seeded(world.seed, name, title.media_type, title.tmdb_id)
    chosen = random.sample(every, min(20, len(every)))
    tagged = name == "recommendations"
    found = [shapes.short(one, tagged=tagged) for one in chosen if one.tmdb_id != title.tmdb_id]
    return {"page": 1, "results": found, "total_pages": 2, "total_results": 40}


def _member(shapes: Shapes, number: int) -> Json:
    person = shapes.world.person(number)
    assert person is not None
    shown = shapes.person(person)
    del shown["known_for"]
    return shown


def credits(shapes: Shapes, title: AnyTitle) -> Json:  # noqa: A001 - TMDB's word
    """Eight who play; the first one directs too."""
    cast = [
        _member(shapes, number)
        | {"character": f"Role {place}", "order": place, "credit_id": f"{title.tmdb_id}c{place}"}
        for place, number in enumerate(title.cast)
    ]
    made = {"credit_id": f"{title.tmdb_id}d", "department": "Directing", "job": "Director"}
    return {"cast": cast, "crew": [_member(shapes, title.cast[0]) | made]}


def _aggregate(shapes: Shapes, title: AnyTitle) -> Json:
    found = credits(shapes, title)
    for one in found["cast"]:
        role = {"credit_id": one.pop("credit_id"), "character": one.pop("character")}
        one |= {"roles": [role | {"episode_count": 8}], "total_episode_count": 8}
    for one in found["crew"]:
        job = {"credit_id": one.pop("credit_id"), "job": one.pop("job"), "episode_count": 8}
        one |= {"jobs": [job], "total_episode_count": 8}
    return found


def _videos(shapes: Shapes, title: AnyTitle) -> Json:
    if title.tmdb_id % 4 == 0:
        return {"results": []}
    trailer = {
        "id": f"{title.tmdb_id:024x}",
        "iso_639_1": shapes.spoken,
        "iso_3166_1": "US",
        "key": f"key{title.tmdb_id}",
        "name": "Official Trailer",
        "official": True,
        "published_at": "2020-01-01T00:00:00.000Z",
        "site": "YouTube",
        "size": 1080,
        "type": "Trailer",
    }
    return {"results": [trailer, trailer | {"key": "behind", "type": "Featurette"}]}


def _images(_: Shapes, title: AnyTitle) -> Json:
    def found(path: str | None, ratio: float) -> list[Json]:
        size = {"width": 1000, "height": round(1000 / ratio), "aspect_ratio": ratio}
        return [{"file_path": path, "iso_639_1": None, **size}] if path else []

    return {
        "backdrops": found(title.backdrop_path, 1.778),
        "posters": found(title.poster_path, 0.667),
        "logos": [],
    }


def external_ids(_: Shapes, title: AnyTitle) -> Json:
    found: Json = {"imdb_id": title.imdb_id, "facebook_id": None, "wikidata_id": None}
    return found if isinstance(title, Film) else found | {"tvdb_id": title.tvdb_id}


def _release_dates(_: Shapes, title: AnyTitle) -> Json:
    day = f"{title.release_date or '2000-01-01'}T00:00:00.000Z"
    return {
        "results": [
            {
                "iso_3166_1": country,
                "release_dates": [
                    {"certification": "", "note": "Festival", "release_date": day, "type": 1},
                    {"certification": rating, "note": "", "release_date": day, "type": 3},
                ],
            }
            for country, rating in title.certifications.items()
        ]
    }


def _content_ratings(_: Shapes, title: AnyTitle) -> Json:
    rated = title.certifications.items()
    return {
        "results": [{"iso_3166_1": at, "rating": told, "descriptors": []} for at, told in rated]
    }


def _providers(_: Shapes, title: AnyTitle) -> Json:
    number, name = PROVIDERS[number_from(title.media_type, title.tmdb_id) % len(PROVIDERS)]
    one = {"logo_path": f"/l{number}.jpg", "provider_id": number, "provider_name": name}
    place = {
        "link": f"{LINK}/{title.media_type}/{title.tmdb_id}/watch",
        "flatrate": [one | {"display_priority": 1}],
        "rent": [one | {"display_priority": 2}],
    }
    return {"results": {"US": place, "DE": place} if title.tmdb_id % 5 else {}}


def _keywords(_: Shapes, title: AnyTitle) -> list[Json]:
    return [{"id": number, "name": f"keyword {number}"} for number in (title.tmdb_id % 9, 10)]


def _translations(shapes: Shapes, title: AnyTitle) -> Json:
    # TMDB leaves a name empty where it is the original one.
    key = "title" if isinstance(title, Film) else "name"
    names = {"en": title.title} | title.titles | {title.language: ""}
    return {
        "translations": [
            {"iso_639_1": language, "iso_3166_1": language.upper(), "data": {key: name}}
            for language, name in names.items()
        ]
    }


_Made = Callable[[Shapes, AnyTitle], Json]
_OF_BOTH: dict[str, _Made] = {
    "credits": credits,
    "videos": _videos,
    "images": _images,
    "external_ids": external_ids,
    "translations": _translations,
    "watch/providers": _providers,
}
_OF_FILMS: dict[str, _Made] = {
    "release_dates": _release_dates,
    "keywords": lambda shapes, title: {"keywords": _keywords(shapes, title)},
}
_OF_SHOWS: dict[str, _Made] = {
    "aggregate_credits": _aggregate,
    "content_ratings": _content_ratings,
    "keywords": lambda shapes, title: {"results": _keywords(shapes, title)},
}
