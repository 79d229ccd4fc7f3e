"""Reads what has changed at Trakt into our tables: the watchlist whole, the history by its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from medianest.catalog.trakt.api import Api
from medianest.catalog.trakt.queries import watched, wishes
from medianest.catalog.trakt.queries.links import Link
from medianest.catalog.trakt.queries.watched import Seen
from medianest.catalog.trakt.tokens import Tokens
from medianest.catalog.trakt.wire import Activities, Play, Title, Wish
from medianest.infra.database import transaction
from medianest.infra.jobs import Run
from medianest.kit.media import MediaType, TitleKey


@dataclass(frozen=True, slots=True)
class Reading:
    """Compares Trakt's times of the last changes with those read before."""

    tokens: Tokens

    async def changes(self, api: Api, link: Link, run: Run) -> None:
        """Bring watchlist and history up to date; what has not changed is not asked for."""
        latest = await self.tokens.ask(link, api.activities)
        if latest.watchlist.updated_at is None or latest.watchlist.updated_at != link.wished_at:
            await run.progress(0.1, "watchlist")
            await self._watchlist(api, link, latest)
        if latest.watched_at is not None and latest.watched_at != link.watched_at:
            await run.progress(0.3, "history")
            await self._history(api, link, latest)

    async def _watchlist(self, api: Api, link: Link, latest: Activities) -> None:
        found = await self.tokens.ask(link, api.watchlist)
        keyed = {key: wish.listed_at for wish in found if (key := _key_of(wish)) is not None}
        await wishes.replace(link.id, link.person, keyed, as_of=latest.watchlist.updated_at)

    async def _history(self, api: Api, link: Link, latest: Activities) -> None:
        """Read from the last known play on, and all of it when the two counts then differ.

        They do when plays were deleted, or noted with a time long past.
        """
        person = link.person
        since = await watched.latest(person)
        newer = await self.tokens.ask(link, lambda token: api.history(token, since=since))
        async with transaction():
            if not await watched.reached(link.id, as_of=link.watched_at):
                return
            await watched.add(person, _seen(newer))
        if since is not None:
            count = await self.tokens.ask(link, api.plays)
            if count != await watched.count(person):
                await self._whole_history(api, link)
        await watched.reached(link.id, as_of=latest.watched_at)

    async def _whole_history(self, api: Api, link: Link) -> None:
        every = await self.tokens.ask(link, api.history)
        async with transaction():
            if await watched.reached(link.id, as_of=link.watched_at):
                await watched.replace(link.person, _seen(every))


def _key_of(wish: Wish) -> TitleKey | None:
    """Which title it is; None for one that TMDB does not know, of which nothing can be shown."""
    media_type, title = _kind(wish.movie, wish.show)
    if title is None or title.ids.tmdb is None:
        return None
    return TitleKey(media_type, title.ids.tmdb)


def _kind(movie: Title | None, show: Title | None) -> tuple[MediaType, Title | None]:
    return ("movie", movie) if movie is not None else ("tv", show)


def _seen(plays: Sequence[Play]) -> list[Seen]:
    found = {play.id: play for play in plays}
    return [_one(play) for play in found.values()]


def _one(play: Play) -> Seen:
    media_type, title = _kind(play.movie, play.show)
    return Seen(
        play=play.id,
        media_type=media_type,
        tmdb_id=title.ids.tmdb if title else None,
        season=play.episode.season if play.episode else None,
        episode=play.episode.number if play.episode else None,
        watched_at=play.watched_at,
    )
