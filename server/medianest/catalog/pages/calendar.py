"""What comes out when, of the titles that somebody here cares about."""

from dataclasses import dataclass
from datetime import date, timedelta

from medianest.accounts.principal import Principal
from medianest.catalog import queries
from medianest.catalog.images import Pictures
from medianest.catalog.locale import Locale
from medianest.catalog.queries.calendar import Coming
from medianest.catalog.schemas import CalendarEntry, CalendarEpisode
from medianest.catalog.standing import Standing, Standings
from medianest.kit.errors import BadInputError

_LONGEST = timedelta(days=62)
_UNKNOWN = Standing()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Releases and episodes of what is requested, in Plex or on a list of whoever looks."""

    pictures: Pictures
    standings: Standings

    async def between(
        self, since: date, until: date, me: Principal, locale: Locale
    ) -> list[CalendarEntry]:
        """All of these days, both included. Raises BadInputError for more than two months."""
        if not timedelta() <= until - since <= _LONGEST:
            raise BadInputError("Ask for at most two months, the first day first.")
        coming = await queries.calendar.between(since, until, me.id, locale.language, me.age_limit)
        standings = await self.standings.titles(list({one.key for one in coming}), me.id)
        stand = [(one, standings.get(one.key, _UNKNOWN)) for one in coming]
        return [self._entry(one, how) for one, how in stand if one.listed or _cared(how)]

    def _entry(self, one: Coming, standing: Standing) -> CalendarEntry:
        episode = None
        if one.season is not None and one.episode is not None:
            episode = CalendarEpisode(season=one.season, number=one.episode, name=one.name or "")
        return CalendarEntry(
            date=one.day,
            media_type=one.key.media_type,
            tmdb_id=one.key.tmdb_id,
            title=one.title,
            poster=self.pictures.image(one.poster_path, "poster", one.min_age),
            episode=episode,
            available=_there(standing),
            requested=bool(standing.requests),
        )


def _cared(standing: Standing) -> bool:
    return bool(standing.requests) or _there(standing)


def _there(standing: Standing) -> bool:
    return {standing.availability.hd, standing.availability.uhd} != {"none"}
