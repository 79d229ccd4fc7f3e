"""A server tells that something changed: its library is read again, once for many such calls."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

import msgspec

from medianest.infra.database import transaction
from medianest.infra.jobs import JobKind, Jobs, RetryLaterError, Run

Trigger = Literal["webhook", "socket"]


class AskSync(Protocol):
    """Asks for an incremental sync of a service, or for a look at the items of these keys."""

    def __call__(
        self, service: str, trigger: Trigger, *, keys: Sequence[int] = ()
    ) -> Awaitable[object | None]:
        """None while the same waits or runs already."""


_NAME = "plex.news"


class Told(msgspec.Struct, frozen=True):
    """Which service told, and how."""

    service: str
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class News:
    """Collects for `debounce` what servers tell, then asks for a sync.

    While one runs it is asked again after `come_back`.
    """

    jobs: Jobs
    ask: AskSync
    debounce: timedelta = timedelta(seconds=3)
    come_back: timedelta = timedelta(seconds=5)

    @property
    def kind(self) -> JobKind[Told]:
        """The background work."""
        return JobKind(name=_NAME, payload=Told, run=self._pass_on, queue="plex")

    async def tell(self, service: str, trigger: Trigger) -> None:
        """Have the libraries of `service` read again soon."""
        async with transaction():
            await self.jobs.enqueue(
                _NAME,
                Told(service, trigger),
                subject=f"plex:{service}",
                after=self.debounce,
                unique=f"{_NAME}:{service}",
            )

    async def gone(self, service: str, trigger: Trigger, keys: Sequence[int]) -> None:
        """Have a look at single items that are said to be removed."""
        await self.ask(service, trigger, keys=keys)

    async def _pass_on(self, told: Told, _: Run) -> None:
        # One that runs already may have read past what has changed since.
        if await self.ask(told.service, told.trigger) is None:
            raise RetryLaterError("Plex is being read already.", self.come_back, free=True)
