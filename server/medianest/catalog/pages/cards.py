"""From stored titles to what a person may see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from medianest.accounts.principal import Principal
from medianest.catalog import queries
from medianest.catalog.images import Pictures
from medianest.catalog.queries.titles import Known
from medianest.catalog.schemas import FilmCard, ShowCard, TitleCard
from medianest.catalog.standing import Standing, Standings
from medianest.kit.media import TitleKey

_UNKNOWN = Standing()


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes cards of many titles at once: one statement for them, one for how they stand."""

    pictures: Pictures
    standings: Standings

    async def of(self, keys: Sequence[TitleKey], me: Principal, language: str) -> list[TitleCard]:
        """Those of `keys` that `me` may see, in the same order."""
        return await self.shown(await queries.titles.cards(keys, language, me.age_limit), me)

    async def shown(
        self, titles: Sequence[Known], me: Principal, roles: Mapping[TitleKey, str] | None = None
    ) -> list[TitleCard]:
        """Cards of titles that were read; with what somebody did in them, if given."""
        if not titles:
            return []
        standings = await self.standings.titles([one.key for one in titles], me.id)
        made = [self._card(one, standings.get(one.key, _UNKNOWN)) for one in titles]
        if roles is None:
            return made
        return [
            replace(card, role=roles.get(one.key, ""))
            for card, one in zip(made, titles, strict=True)
        ]

    def _card(self, one: Known, standing: Standing) -> TitleCard:
        kind = FilmCard if one.key.media_type == "movie" else ShowCard
        return kind(
            tmdb_id=one.key.tmdb_id,
            title=one.title,
            year=one.release_date.year if one.release_date else None,
            release_date=one.release_date,
            overview=one.overview,
            poster=self.pictures.image(one.poster_path, "poster", one.min_age),
            backdrop=self.pictures.image(one.backdrop_path, "backdrop", one.min_age),
            vote_average=one.vote_average,
            genre_ids=one.genres,
            availability=standing.availability,
            requests=list(standing.requests),
        )
