"""The rules of being told: once per cause, in the inbox, live, and over one's channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from medianest.infra.database import transaction, within_transaction
from medianest.infra.events import LiveEvents
from medianest.infra.events import people as only
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.kit.wire import Page
from medianest.notifications import events
from medianest.notifications.delivery import DELIVER, Deliver
from medianest.notifications.errors import NoSuchNotificationError
from medianest.notifications.events import Seen
from medianest.notifications.queries import inbox, outbox
from medianest.notifications.schemas import Delivery, Inbox, Level, Notification


@dataclass(frozen=True, slots=True)
class Notifications:
    """Tells people things, and keeps what they were told."""

    events: LiveEvents
    jobs: Jobs
    clock: Clock = field(default=now)
    ids: Ids = field(default=new_id)

    async def tell(  # noqa: PLR0913 - all but the first two are options
        self,
        people: Sequence[UUID],
        kind: str,
        *,
        cause: str,
        title: str,
        body: str,
        level: Level,
        link: str = "",
        params: Mapping[str, Any] | None = None,
    ) -> None:
        """Tell each of `people` once per `cause`, within the present transaction.

        The rows, the live frames and the jobs for the channels commit with the cause or vanish
        with it. `link` is a path of the dashboard; `kind` and `params` let a client translate.
        """
        notice = inbox.Notice(
            kind=kind,
            cause=cause,
            level=level,
            title=title,
            body=body,
            link=link,
            params=params or {},
        )
        addressed = {person: self.ids() for person in people}
        async with within_transaction():
            told = await inbox.add(notice, addressed, at=self.clock())
            for one in told:
                await self._announce(one.person, events.NOTIFICATION, one.notification)
            await self._send([one.notification.id for one in told])

    async def _send(self, told: Sequence[UUID]) -> None:
        for delivery in await outbox.plan(told, at=self.clock()):
            await self.jobs.enqueue(
                DELIVER,
                Deliver(delivery=delivery.id),
                subject=f"delivery:{delivery.id}",
                owner=delivery.person,
            )

    async def inbox(
        self, person: UUID, *, unread_only: bool, before: UUID | None, limit: int
    ) -> Inbox:
        """A stretch of what `person` was told, newest first."""
        return await inbox.page(person, unread_only=unread_only, before=before, limit=limit)

    async def unread(self, person: UUID) -> int:
        """How many notifications `person` has not read yet."""
        return await inbox.unread(person)

    async def read(self, person: UUID, notification: UUID) -> Notification:
        """Mark one as read; `person`'s other tabs hear of it."""
        async with transaction():
            found = await inbox.read(person, notification, at=self.clock())
            if found is None:
                raise NoSuchNotificationError
            await self._seen(person, events.READ, notification)
        return found

    async def read_all(self, person: UUID) -> None:
        """Mark everything as read."""
        async with transaction():
            if await inbox.read_all(person, at=self.clock()):
                await self._seen(person, events.READ, None)

    async def remove(self, person: UUID, notification: UUID) -> None:
        """Delete one."""
        async with transaction():
            if not await inbox.remove(person, notification):
                raise NoSuchNotificationError
            await self._seen(person, events.REMOVED, notification)

    async def clear(self, person: UUID) -> None:
        """Delete everything that `person` has read."""
        async with transaction():
            if await inbox.clear(person):
                await self._seen(person, events.CLEARED, None)

    async def deliveries(self, person: UUID, *, before: UUID | None, limit: int) -> Page[Delivery]:
        """A stretch of `person`'s delivery log, newest first."""
        return await outbox.page(person, before=before, limit=limit)

    async def forget_older(self, than: timedelta) -> int:
        """Delete what was told longer ago than `than`; how many."""
        return await inbox.remove_older(self.clock() - than)

    async def _seen(self, person: UUID, event: str, notification: UUID | None) -> None:
        seen = Seen(id=notification, unread=await inbox.unread(person))
        await self._announce(person, event, seen)

    async def _announce(self, person: UUID, event: str, frame: Notification | Seen) -> None:
        await self.events.announce(event, frame, to=only(person))
