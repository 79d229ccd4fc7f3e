"""What can be asked of TMDB and is worth keeping."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Literal

import msgspec

from medianest.catalog.locale import Locale
from medianest.kit.media import MediaType, TitleKey

Kind = Literal["title", "season", "person", "collection", "search", "discover"]
SearchKind = Literal["multi", "movie", "tv", "person", "collection"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question in one language; equal questions have one answer."""

    kind: Kind
    what: SearchKind
    number: int = 0
    season: int = 0
    params: Mapping[str, str] = {}
    locale: Locale

    @property
    def key(self) -> str:
        """A digest of the question."""
        parts = [self.subject, self.locale.language, self.locale.region]
        parts += [f"{name}={value}" for name, value in sorted(self.params.items())]
        return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()

    @property
    def subject(self) -> str:
        """What it is about, whatever the language."""
        return f"{self.kind}/{self.what}/{self.number}/{self.season}"

    @property
    def title(self) -> TitleKey | None:
        """The film or show that it is about."""
        if self.what == "movie":
            return TitleKey(media_type="movie", tmdb_id=self.number)
        return TitleKey(media_type="tv", tmdb_id=self.number) if self.what == "tv" else None


def about_title(key: TitleKey, locale: Locale) -> Question:
    """All about a film or show."""
    return Question(kind="title", what=key.media_type, number=key.tmdb_id, locale=locale)


def about_season(show: int, number: int, locale: Locale) -> Question:
    """A season with its episodes."""
    return Question(kind="season", what="tv", number=show, season=number, locale=locale)


def about_person(number: int, locale: Locale) -> Question:
    """Somebody."""
    return Question(kind="person", what="person", number=number, locale=locale)


def about_collection(number: int, locale: Locale) -> Question:
    """A collection."""
    return Question(kind="collection", what="collection", number=number, locale=locale)


def searching(
    words: str, what: SearchKind, locale: Locale, *, year: int | None, page: int
) -> Question:
    """Which things are called so."""
    params = {"query": words, "page": str(page), "include_adult": "false"}
    if year is not None and what in {"movie", "tv"}:
        params["year" if what == "movie" else "first_air_date_year"] = str(year)
    return Question(kind="search", what=what, params=params, locale=locale)


def discovering(media_type: MediaType, locale: Locale, params: Mapping[str, str]) -> Question:
    """Which titles are like that."""
    params = {**params, "include_adult": "false"}
    return Question(kind="discover", what=media_type, params=params, locale=locale)
