"""A server tells that something changed: its library is read again, once for many such calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from medianest.infra.database import transaction
from medianest.infra.jobs import JobKind, Jobs, RetryLaterError, Run

AskSync = Callable[[str], Awaitable[object | None]]
"""Asks for an incremental sync of a service; None while another one waits or runs."""

_NAME = "plex.news"
_COME_BACK = timedelta(seconds=5)


class Told(msgspec.Struct, frozen=True):
    """Which service told."""

    service: str


@dataclass(frozen=True, slots=True)
class News:
    """Collects for `debounce` what servers tell, then asks for a sync."""

    jobs: Jobs
    ask: AskSync
    debounce: timedelta = timedelta(seconds=3)

    @property
    def kind(self) -> JobKind[Told]:
        """The background work."""
        return JobKind(name=_NAME, payload=Told, run=self._pass_on, queue="plex")

    async def tell(self, service: str) -> None:
        """Have the libraries of `service` read again soon."""
        async with transaction():
            await self.jobs.enqueue(
                _NAME,
                Told(service),
                subject=f"plex:{service}",
                after=self.debounce,
                unique=f"{_NAME}:{service}",
            )

    async def _pass_on(self, told: Told, _: Run) -> None:
        # One that runs already may have read past what has changed since.
        if await self.ask(told.service) is None:
            raise RetryLaterError("Plex is being read already.", _COME_BACK, free=True)
