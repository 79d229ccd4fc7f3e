"""From stored facts to the parts of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from medianest.catalog.answers import Told
from medianest.catalog.facts import Details, EpisodeNote, Part, SeasonDetails
from medianest.catalog.facts import Trailer as TrailerFact
from medianest.catalog.images import Image, Pictures
from medianest.catalog.locale import Locale
from medianest.catalog.queries.titles import Known
from medianest.catalog.schemas import (
    CollectionRef,
    Credit,
    EpisodeRef,
    EpisodeShown,
    ExternalIds,
    GenreRef,
    Provider,
    SeasonShown,
    TitleCard,
    TitlePage,
    Trailer,
)
from medianest.catalog.standing import EpisodeStanding, SeasonStanding

_MINUTE = 60
NO_SEASON = SeasonStanding()
_NO_EPISODE = EpisodeStanding()


class Near(NamedTuple):
    """A title's own card, and those of the titles around it."""

    card: TitleCard
    similar: list[TitleCard]
    recommended: list[TitleCard]


@dataclass(frozen=True, slots=True)
class Showing:
    """Makes what a page is put together from; pictures carry the age of their title."""

    pictures: Pictures

    def title(self, told: Told[Details], known: Known, locale: Locale, near: Near) -> TitlePage:
        """What the pages of films and shows have in common."""
        fact, card = told.fact, near.card
        return TitlePage(
            tmdb_id=card.tmdb_id,
            title=card.title,
            year=card.year,
            release_date=card.release_date,
            overview=fact.summary.overview or known.overview,
            poster=card.poster,
            backdrop=card.backdrop,
            vote_average=card.vote_average,
            genre_ids=card.genre_ids,
            availability=card.availability,
            requests=card.requests,
            original_title=fact.summary.original_title,
            tagline=fact.tagline,
            runtime=fact.runtime * _MINUTE if fact.runtime else None,
            status=fact.status,
            genres=[GenreRef(id=one.id, name=one.name) for one in fact.genres],
            certification=fact.certifications.get(locale.region),
            certifications=fact.certifications,
            cast=self._credits(fact.cast),
            crew=self._credits(fact.crew),
            trailers=[_trailer(one) for one in fact.trailers],
            collection=self._collection(fact, known.min_age),
            providers=self._providers(fact),
            providers_link=fact.offers_link,
            external_ids=ExternalIds(imdb=fact.imdb_id, tvdb=fact.tvdb_id),
            similar=near.similar,
            recommended=near.recommended,
            homepage=fact.homepage,
            studios=fact.studios,
            as_of=told.as_of,
            stale=told.stale,
        )

    def seasons(
        self, fact: Details, standings: Mapping[int, SeasonStanding], min_age: int | None
    ) -> list[SeasonShown]:
        """The seasons of a show, and how each stands."""
        return [
            SeasonShown(
                number=one.number,
                name=one.name,
                episode_count=one.episode_count,
                air_date=one.aired,
                poster=self.pictures.image(one.poster_path, "poster", min_age),
                overview=one.overview,
                availability=(stands := standings.get(one.number, NO_SEASON)).availability,
                requested=stands.requested,
                requested4k=stands.requested4k,
            )
            for one in fact.seasons
        ]

    def episodes(
        self, fact: SeasonDetails, stands: SeasonStanding, min_age: int | None
    ) -> list[EpisodeShown]:
        """The episodes of a season, and how each stands."""
        return [
            EpisodeShown(
                number=one.number,
                name=one.name,
                overview=one.overview,
                air_date=one.aired,
                runtime=one.runtime * _MINUTE if one.runtime else None,
                still=self.pictures.image(one.still_path, "still", min_age),
                available=(episode := stands.episodes.get(one.number, _NO_EPISODE)).available,
                available4k=episode.available4k,
                requested=episode.requested,
            )
            for one in fact.episodes
        ]

    def poster(self, path: str | None, min_age: int | None = 0) -> Image | None:
        """A poster."""
        return self.pictures.image(path, "poster", min_age)

    def _credits(self, parts: Sequence[Part]) -> list[Credit]:
        return [
            Credit(
                tmdb_id=one.id,
                name=one.name,
                role=one.role,
                photo=self.pictures.image(one.image_path, "photo"),
            )
            for one in parts
        ]

    def _collection(self, fact: Details, min_age: int | None) -> CollectionRef | None:
        told = fact.collection
        if told is None:
            return None
        poster = self.poster(told.image_path, min_age)
        return CollectionRef(tmdb_id=told.id, name=told.name, poster=poster)

    def _providers(self, fact: Details) -> list[Provider]:
        return [
            Provider(name=one.name, kind=one.kind, logo=self.pictures.image(one.logo_path, "logo"))
            for one in fact.offers
        ]


def episode(told: EpisodeNote | None) -> EpisodeRef | None:
    """The episode that a show's page names."""
    if told is None:
        return None
    return EpisodeRef(season=told.season, number=told.number, name=told.name, air_date=told.aired)


def _trailer(told: TrailerFact) -> Trailer:
    return Trailer(
        key=told.key,
        site=told.site,
        name=told.name,
        language=told.language,
        official=told.official,
    )
