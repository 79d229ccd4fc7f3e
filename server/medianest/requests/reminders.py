"""Reminds those who decide of what waits for them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from medianest.infra.database import transaction
from medianest.infra.jobs import Run, Schedule
from medianest.kit.clock import Clock, now
from medianest.notifications.service import Notifications
from medianest.requests.queries import waiting


@dataclass(frozen=True, slots=True)
class Reminders:
    """One message for all that waits, as often as a single request may be left waiting."""

    notifications: Notifications
    managers: Callable[[], Awaitable[Sequence[UUID]]]
    after: timedelta
    clock: Clock = now

    def schedule(self) -> Schedule:
        """Looking every hour, so that an appliance that sleeps at night reminds all the same."""

        async def run(_: Run) -> None:
            await self.remind()

        return Schedule(name="requests.remind", run=run, every=timedelta(hours=1))

    async def remind(self) -> None:
        """Tell the managers how many requests have waited for `after` or longer, if any have."""
        at = self.clock()
        count, oldest = await waiting.overdue(before=at - self.after)
        if not count:
            return
        many = f"{count} requests wait" if count > 1 else "A request waits"
        async with transaction():
            await self.notifications.tell(
                await self.managers(),
                "request.reminder",
                # However often this runs, one message in each stretch of that length.
                cause=f"request.reminder:{at.timestamp() // self.after.total_seconds():.0f}",
                title=f"{many} for a decision",
                body=f"The oldest is “{oldest}”.",
                level="info",
                link="/requests?state=pending",
                params={"count": count, "title": oldest},
            )
