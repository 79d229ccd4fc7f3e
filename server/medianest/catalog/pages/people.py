"""The pages of people and collections."""

from dataclasses import dataclass

from medianest.accounts.principal import Principal
from medianest.catalog import queries, questions
from medianest.catalog.answers import Answers
from medianest.catalog.errors import NoSuchCollectionError, NoSuchPersonError, NoSuchTitleError
from medianest.catalog.facts import CollectionDetails, PersonDetails
from medianest.catalog.images import Pictures
from medianest.catalog.locale import Locale
from medianest.catalog.pages.cards import Cards
from medianest.catalog.schemas import CollectionShown, PersonShown
from medianest.kit.media import TitleKey


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part in titles, and which titles belong together."""

    answers: Answers
    cards: Cards
    pictures: Pictures

    async def person(self, number: int, me: Principal, locale: Locale) -> PersonShown:
        """Somebody. Raises NoSuchPersonError, CatalogUnavailableError."""
        try:
            told = await self.answers.told(questions.about_person(number, locale), PersonDetails)
        except NoSuchTitleError as missing:
            raise NoSuchPersonError from missing
        fact = told.fact
        roles = {one.key: one.role for one in fact.credits}
        known = await queries.titles.cards(list(roles), locale.language, me.age_limit)
        return PersonShown(
            tmdb_id=fact.id,
            name=fact.name,
            biography=fact.biography,
            birthday=fact.birthday,
            deathday=fact.deathday,
            place_of_birth=fact.place_of_birth,
            photo=self.pictures.image(fact.photo_path, "photo"),
            credits=await self.cards.shown(known, me, roles),
            as_of=told.as_of,
            stale=told.stale,
        )

    async def collection(self, number: int, me: Principal, locale: Locale) -> CollectionShown:
        """A collection, unless `me` may see none of its films.

        Raises NoSuchCollectionError, CatalogUnavailableError.
        """
        about = questions.about_collection(number, locale)
        try:
            told = await self.answers.told(about, CollectionDetails)
        except NoSuchTitleError as missing:
            raise NoSuchCollectionError from missing
        fact = told.fact
        keys = [TitleKey("movie", part) for part in fact.parts]
        known = await queries.titles.cards(keys, locale.language, me.age_limit)
        if not known and (keys or me.age_limit is not None):
            raise NoSuchCollectionError
        # Its pictures show its films: they are for whom the mildest of them is.
        age = min((one.min_age for one in known if one.min_age is not None), default=None)
        return CollectionShown(
            tmdb_id=fact.id,
            name=fact.name,
            overview=fact.overview,
            poster=self.pictures.image(fact.poster_path, "poster", age),
            backdrop=self.pictures.image(fact.backdrop_path, "backdrop", age),
            parts=await self.cards.shown(known, me),
            as_of=told.as_of,
            stale=told.stale,
        )
