"""One sync of a person's account: read, list, hand the new wishes on."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.api import Api
from medianest.catalog.trakt.errors import (
    IN_WORDS,
    Failure,
    LinkLostError,
    TraktNotConnectedError,
    TraktRefusedError,
)
from medianest.catalog.trakt.queries import links, wishes
from medianest.catalog.trakt.queries.links import Link
from medianest.catalog.trakt.reading import Reading
from medianest.catalog.trakt.work import Sync
from medianest.infra.database import transaction
from medianest.infra.http import OutsideAnswerError
from medianest.infra.jobs import RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import ConflictError, MediaNestError, OutsideError, UnavailableError
from medianest.kit.media import TitleKey
from medianest.notifications.service import Notifications

log = structlog.get_logger()
_AWAY = (OutsideError, UnavailableError)


class Titles(Protocol):
    """The catalogue, as far as a watchlist needs it."""

    async def missing(self, keys: Collection[TitleKey]) -> list[TitleKey]:
        """Those of `keys` that the catalogue has not seen yet."""

    async def fetch(self, key: TitleKey) -> object:
        """Take a title in; raises an OutsideError or UnavailableError when nobody answers."""

    async def keep_list(self, person: UUID, keys: Sequence[TitleKey]) -> None:
        """Make `keys` the person's list of wishes."""


OnWished = Callable[[UUID, TitleKey], Awaitable[None]]
"""Told of a person's new wish, in the transaction that remembers it.

A ConflictError means that nothing is to be done, for good; another MediaNestError that the wish
is to be tried again with the next sync.
"""


@dataclass(frozen=True, slots=True)
class Syncing:
    """Does what a sync job asks for."""

    access: Access
    reading: Reading
    titles: Titles
    notifications: Notifications
    on_wished: OnWished
    clock: Clock = now

    async def work(self, order: Sync, run: Run) -> None:
        """Bring everything about `order.person` up to date.

        Raises RetryLaterError when Trakt is away; the person can read why.
        """
        link = await links.of(order.person)
        if link is None or link.tokens is None:
            return
        try:
            await self._sync(link, run)
        except LinkLostError:
            await self._lost(link)
        except TraktNotConnectedError:
            log.info("trakt_not_connected", person=str(link.person))
        except TraktRefusedError:
            await links.fail(link.id, "refused")
        except _AWAY as away:
            raise await _later(link, away) from away

    async def _sync(self, link: Link, run: Run) -> None:
        async with self.access.open() as api:
            await self._name(api, link)
            await self.reading.changes(api, link, run)
        await self._list(link, run)
        for key in await wishes.not_handed_on(link.person):
            await self._hand_on(link.person, key)
        await links.synced(link.id, at=self.clock())

    async def _name(self, api: Api, link: Link) -> None:
        if link.username is None:
            name = await self.reading.tokens.ask(link, api.username)
            await links.name(link.id, name)

    async def _list(self, link: Link, run: Run) -> None:
        """Show the watchlist as a list, once the catalogue knows its titles."""
        missing = await self.titles.missing(await wishes.of(link.person))
        for number, key in enumerate(missing):
            await run.progress(0.5 + 0.4 * number / len(missing), "titles")
            if not await self._took_in(key):
                break
        async with transaction():
            if await links.hold(link.id):
                await self.titles.keep_list(link.person, await wishes.of(link.person))

    async def _took_in(self, key: TitleKey) -> bool:
        """Whether it is worth asking for further titles: not while nobody answers."""
        try:
            await self.titles.fetch(key)
        except _AWAY:
            return False
        except MediaNestError:
            log.info("trakt_title_unknown", media_type=key.media_type, tmdb_id=key.tmdb_id)
        return True

    async def _hand_on(self, person: UUID, key: TitleKey) -> None:
        try:
            async with transaction():
                if await wishes.hand_on(person, key, outcome="requested", at=self.clock()):
                    await self.on_wished(person, key)
        except ConflictError as done:
            await wishes.hand_on(person, key, outcome=done.code, at=self.clock())
        except MediaNestError as refused:
            log.info("trakt_wish_waits", person=str(person), tmdb_id=key.tmdb_id, why=refused.code)

    async def _lost(self, link: Link) -> None:
        async with transaction():
            if not await links.lose(link.id):
                return
            await self.notifications.tell(
                [link.person],
                "trakt.link_lost",
                cause=f"trakt:lost:{link.id}",
                title="Trakt is no longer linked",
                body=IN_WORDS["link_lost"],
                level="warning",
                link="/settings/trakt",
            )


async def _later(link: Link, away: OutsideError | UnavailableError) -> RetryLaterError:
    failure: Failure = "unreachable"
    await links.fail(link.id, failure)
    wait = away.retry_after if isinstance(away, OutsideAnswerError) else None
    return RetryLaterError(str(away), wait)
