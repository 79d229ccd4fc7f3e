"""A person's link to Trakt, as they see and steer it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.errors import IN_WORDS, Failure, NotLinkedError
from medianest.catalog.trakt.linking import Linking
from medianest.catalog.trakt.queries import codes, links, watched
from medianest.catalog.trakt.queries.codes import Code
from medianest.catalog.trakt.schemas import PendingLink, TraktState
from medianest.catalog.trakt.syncing import Syncing
from medianest.catalog.trakt.work import SYNC, Poll, Sync
from medianest.infra.database import transaction
from medianest.infra.events import LiveEvents
from medianest.infra.events import people as only
from medianest.infra.jobs import Jobs, Run
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey

UPDATED = "trakt.updated"


@dataclass(frozen=True, slots=True)
class Trakt:
    """What routes and jobs ask for."""

    access: Access
    linking: Linking
    syncing: Syncing
    jobs: Jobs
    events: LiveEvents
    clock: Clock = now

    async def state(self, person: UUID) -> TraktState:
        """How things stand."""
        link, code = await links.of(person), await codes.of(person)
        pending = _pending(code, self.clock())
        failure: Failure | None = link.failure if link else None
        if code is not None and pending is None:
            failure = code.failure or "expired"
        return TraktState(
            configured=await self.access.is_set_up(),
            linked=link is not None and link.tokens is not None,
            username=link.username if link else None,
            last_sync_at=link.synced_at if link else None,
            watchlist_to_requests=link is not None and link.to_requests,
            failure=IN_WORDS[failure] if failure else None,
            failure_code=failure,
            link=pending,
        )

    async def link(self, person: UUID) -> TraktState:
        """Begin to link an account. Raises TraktNotConnectedError, OutsideError."""
        await self.linking.start(person)
        return await self.state(person)

    async def unlink(self, person: UUID) -> None:
        """Forget the link; nothing happens where there is none."""
        async with transaction():
            await self.linking.unlink(person)
            await self.syncing.titles.keep_list(person, [])

    async def forget(self, person: UUID) -> None:
        """Forget everything about somebody who left, in the present transaction."""
        await self.linking.forget(person)

    async def change(self, person: UUID, *, to_requests: bool) -> TraktState:
        """Let the watchlist become requests, at once, or not. Raises NotLinkedError."""
        async with transaction():
            if not await links.change(person, to_requests=to_requests):
                raise NotLinkedError
            if to_requests:
                await self._enqueue(person)
        return await self.state(person)

    async def sync(self, person: UUID) -> TraktState:
        """Ask for a sync; one that waits already is enough. Raises NotLinkedError."""
        link = await links.of(person)
        if link is None or link.tokens is None:
            raise NotLinkedError
        await self._enqueue(person)
        return await self.state(person)

    async def sync_everybody(self, _: Run) -> None:
        """Ask for a sync of each person's account, if Trakt is set up."""
        if not await self.access.is_set_up():
            return
        for person in await links.working():
            await self._enqueue(person)

    async def work(self, order: Sync, run: Run) -> None:
        """Do a sync, and let the person's pages know."""
        try:
            await self.syncing.work(order, run)
        finally:
            await self._announce(order.person)

    async def poll(self, order: Poll, _: Run) -> None:
        """Ask about a code, and let the person's pages know once something came of it."""
        await self.linking.poll(order)
        await self._announce(order.person)

    async def last_watched(self, keys: Collection[TitleKey]) -> dict[TitleKey, datetime]:
        """When anybody of the household saw anything of each of `keys` last, as Trakt knows."""
        return await watched.last(keys)

    async def _enqueue(self, person: UUID) -> None:
        await self.jobs.enqueue(
            SYNC,
            Sync(person=person),
            subject=f"trakt:{person}",
            owner=person,
            unique=f"{SYNC}:{person}",
        )

    async def _announce(self, person: UUID) -> None:
        await self.events.announce(UPDATED, await self.state(person), to=only(person))


def _pending(code: Code | None, at: datetime) -> PendingLink | None:
    if code is None or code.failure is not None or code.expires_at <= at:
        return None
    return PendingLink(
        user_code=code.user_code,
        verification_url=code.verification_url,
        expires_at=code.expires_at,
    )
