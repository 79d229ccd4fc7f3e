"""The requests with an Overseerr beside them; background work is done when a test says so."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from tests.requests.home import Home
from tests.standins.overseerr import OverseerrStandIn
from tests.standins.overseerr_state import User
from tests.support.doors import Doors

from medianest.infra.database import execute, fetch, fetchval
from medianest.infra.jobs import GiveUpError, JobKind, RetryLaterError, Run
from medianest.infra.outside import BreakerSettings, Outside
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.media import TitleKey
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.service import Services
from medianest.requests.overseerr.build import build
from medianest.requests.overseerr.feature import OverseerrFeature

BASE = "/api/v1"
FORGIVING = BreakerSettings(failures=50)


class House(Home):
    """A household with an Overseerr."""

    def __init__(
        self,
        there: OverseerrStandIn,
        keys: Path,
        *,
        breaker: BreakerSettings = FORGIVING,
    ) -> None:
        super().__init__()
        self.there = there
        self.later_by = timedelta()
        """How much later it is for the breaker."""
        self.looked_for: list[TitleKey] = []
        self.later: list[RetryLaterError] = []
        self.dead: list[str] = []
        self.services = Services(Vault(keys))
        self.outside = Outside("overseerr", breaker=breaker, clock=lambda: now() + self.later_by)
        self.overseerr = build(
            self.requests,
            services=self.services,
            outside=self.outside,
            hooks=Hooks(b"k" * 32),
            jobs=self.jobs,
            plex_connected=self.plex.connected,
            arrived=self._arrived,
            base=BASE,
        )
        self.talking = OverseerrFeature(self.overseerr, BASE)
        self.doors = Doors([self.feature, self.talking])

    async def connect(self) -> None:
        there = self.there
        await self.services.save("overseerr", url=there.url, secret=there.api_key)

    async def _arrived(self, key: TitleKey) -> None:
        self.looked_for.append(key)

    @property
    def kinds(self) -> dict[str, JobKind[Any]]:
        schedules = [one.as_kind() for one in self.talking.schedules]
        return {kind.name: kind for kind in [*self.feature.kinds, *self.talking.kinds, *schedules]}

    async def work(self) -> None:
        """Do what is waiting to be done until nothing is; what is to be tried later is put by."""
        while rows := await fetch(
            "DELETE FROM jobs WHERE kind LIKE 'requests.%' RETURNING id, kind, payload"
        ):
            for row in rows:
                await self._do(self.kinds[row["kind"]], row["id"], row["payload"])

    async def _do(self, kind: JobKind[Any], job: UUID, payload: object) -> None:
        order = msgspec.convert(payload, kind.payload)
        try:
            await kind.run(order, Run(id=job, kind=kind.name))
        except RetryLaterError as later:
            self.later.append(later)
        except GiveUpError as end:
            self.dead.append(end.reason)

    async def poll(self) -> None:
        """What happens every five minutes, and what follows from it."""
        await self.overseerr.following.poll(Run(id=UUID(int=0), kind="poll"))
        await self.work()

    async def member(self, person: UUID, **more: Any) -> User:
        """The same person over there."""
        return self.there.add_user(await self.email(person), **more)

    async def email(self, person: UUID) -> str:
        found: str = await fetchval("SELECT email FROM users WHERE id = $1", person)
        return found

    async def linked(self) -> list[dict[str, Any]]:
        return [dict(row) for row in await fetch("SELECT * FROM overseerr_links ORDER BY id")]

    async def age(self, by: timedelta) -> None:
        """Let everything have happened so much earlier."""
        await execute("UPDATE overseerr_links SET asked_at = asked_at - $1::interval", by)
        await execute("UPDATE media_requests SET updated_at = updated_at - $1::interval", by)
