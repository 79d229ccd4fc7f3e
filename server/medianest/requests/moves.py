"""The one way a request changes its state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from medianest.infra.database import within_transaction
from medianest.kit.clock import Clock, now
from medianest.requests.queries import locks, moving
from medianest.requests.queries.moving import Item
from medianest.requests.said import NOTHING, Said
from medianest.requests.states import FINAL, State, sources
from medianest.requests.telling import Step, Telling

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a request: it left `was`, or its parts changed if that is its state."""

    item: Item
    was: State


OnChange = Callable[[Change], Awaitable[None]]
"""Called inside the transaction that changes a request: write rows and enqueue jobs, no more."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves requests: the row, its timeline, the telling and what follows commit together."""

    telling: Telling
    clock: Clock = now
    listeners: list[OnChange] = field(default_factory=list)

    async def to(  # noqa: PLR0913 - all but the first two are options
        self,
        request: UUID,
        target: State,
        *,
        by: UUID | None = None,
        said: Said = NOTHING,
        cause: str = "",
        quiet: bool = False,
        **changes: object,
    ) -> Item | None:
        """Move to `target`, storing `changes`; None if its state or its history forbid it.

        The same `cause` moves a request once, so that what is delivered twice, or late, does no
        harm; without one every move counts. The key of what is `said` stays with a `reason` among
        the changes. `quiet` notifies nobody. Locks the title, then the row: call it before you lock
        rows yourself.
        """
        async with within_transaction():
            seen = await moving.get(request)
            if seen is None:
                return None
            await locks.title(seen.key)
            was = await moving.locked(request)
            if was is None or was.state.value not in sources(target):
                return None
            once, at = cause or f"{target}:{was.moves}", self.clock()
            if not await moving.note(request, target, at=at, by=by, said=said, cause=once):
                return None
            if "reason" in changes:
                changes["reason_key"] = said.key
            item = await moving.move(request, target, at=at, **changes)
            if item is None:
                return None
            if target in FINAL:
                await moving.release(request)
            await self._tell(Step(item, was.state, by, said, once), quiet=quiet)
        log.info("request_moved", request=str(request), state=target.value, was=was.state.value)
        return item

    async def _tell(self, step: Step, *, quiet: bool) -> None:
        concerned = await self.telling.changed(step.item)
        if not quiet:
            await self.telling.moved(step, concerned)
        await self.announce(Change(step.item, step.was))

    async def announce(self, change: Change) -> None:
        """Let the listeners act, in the present transaction."""
        for listener in self.listeners:
            await listener(change)
