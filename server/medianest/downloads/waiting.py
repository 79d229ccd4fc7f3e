"""Lets downloads go on that wait for room in a quota, as soon as there is some."""

from dataclasses import dataclass
from uuid import UUID

from medianest.downloads.queries import moving
from medianest.downloads.telling import Telling
from medianest.downloads.work import FETCH, order, subject
from medianest.infra.database import within_transaction
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now


@dataclass(frozen=True, slots=True)
class Waiting:
    """They would go on by themselves as well, only later."""

    jobs: Jobs
    telling: Telling
    clock: Clock = now

    async def go_on(self, person: UUID) -> None:
        """Order anew what waits for room in `person`'s quota."""
        async with within_transaction():
            for item in await moving.waiting_for_quota(person, self.clock()):
                await self.jobs.cancel_subject(subject(item.id))
                await order(self.jobs, FETCH, item)
                await self.telling.changed(item)
