"""What becomes of a request here when something is heard of it from there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey
from medianest.requests.moves import Moves
from medianest.requests.overseerr import queries, wire
from medianest.requests.overseerr.queries import Linked
from medianest.requests.overseerr.standing import standing, together, way
from medianest.requests.queries import locks, moving
from medianest.requests.queries.moving import Item
from medianest.requests.said import Said
from medianest.requests.states import State

log = structlog.get_logger()
_THERE: Final = frozenset({State.PARTIALLY_AVAILABLE, State.AVAILABLE})
_ON_ITS_WAY: Final = frozenset({State.APPROVED, State.SUBMITTED, State.PROCESSING})
_OTHERS: Final = frozenset({"person", "link"})
"""Who else takes care of a request, so that it is not Overseerr's business any more."""
_GONE: Final = Said("It was removed in Overseerr.", "overseerr.gone")
_SAID: Final = {
    State.APPROVED: "Approved in Overseerr.",
    State.SUBMITTED: "Overseerr has it on its list.",
    State.PROCESSING: "Overseerr has it fetched.",
    State.DECLINED: "Declined in Overseerr.",
    State.FAILED: "Overseerr could not have it fetched; its own log says why.",
    State.PARTIALLY_AVAILABLE: "Overseerr says so; no Plex is connected that could show it.",
    State.AVAILABLE: "Overseerr says so; no Plex is connected that could show it.",
}


@dataclass(frozen=True, slots=True)
class Seeing:
    """Moves requests by what Overseerr says, never back, and each piece of news once."""

    moves: Moves
    plex_connected: Callable[[], Awaitable[bool]]
    arrived: Callable[[TitleKey], Awaitable[None]]
    """Has Plex looked through for a title; called inside a transaction, so it only asks for it."""
    clock: Clock = now

    async def see(self, seen: wire.Request, *, quiet: bool = False) -> bool:
        """Take in how a request stands there; False if nothing here knows of it."""
        key = TitleKey(seen.type, seen.media.tmdb_id)
        linked = await queries.about(seen.id)
        for link in linked:
            if link.request is None or link.withdraw is not None:
                continue
            if (link.key, link.is4k) == (key, seen.is4k):
                await self._hear(link.request, link, seen, quiet=quiet)
            else:
                # Another Overseerr answers at this address, and counts anew.
                await self._lose(link.request, link.id, seen.id)
        return bool(linked)

    async def gone(self, overseerr_id: int) -> None:
        """Take in that a request is no longer there."""
        for link in await queries.about(overseerr_id):
            if link.request is None or link.withdraw is not None:
                await queries.drop(link.id)
            else:
                await self._lose(link.request, link.id, overseerr_id)

    async def _hear(self, request: UUID, link: Linked, seen: wire.Request, *, quiet: bool) -> None:
        stands = standing(seen, link.seasons)
        key = TitleKey(seen.type, seen.media.tmdb_id)
        async with transaction():
            await locks.title(key)
            was = await queries.hear(link.id, stands, version=seen.version, at=self.clock())
            item = await moving.get(request)
            if was is None or item is None:
                return
            plex = await self.plex_connected()
            if plex and stands in _THERE and stands is not was and not quiet:
                await self.arrived(key)
            revived = was is State.FAILED and stands is not State.FAILED
            if item.state is not State.FAILED or revived:
                await self._settle(item, plex=plex, version=seen.version, quiet=quiet)

    async def _settle(self, item: Item, *, plex: bool, version: datetime, quiet: bool) -> None:
        known = [link.stands for link in await queries.links(item.id) if link.stands]
        if not known or item.fulfilled_by in _OTHERS:
            return
        target = together(known)
        if plex and target in _THERE:
            # Whether it can be watched, Plex alone says.
            target = State.PROCESSING
        for step in way(item.state, target):
            said = _SAID.get(step, "")
            reason = said if step in {State.DECLINED, State.FAILED} else None
            cause = f"overseerr:{version.isoformat()}:{step}"
            await self.moves.to(
                item.id,
                step,
                said=Said(said, f"overseerr.{step}"),
                cause=cause,
                quiet=quiet,
                reason=reason,
                fulfilled_by="overseerr",
            )

    async def _lose(self, request: UUID, link: UUID, overseerr_id: int) -> None:
        item = await moving.get(request)
        if item is None:
            return
        async with transaction():
            await locks.title(item.key)
            await queries.drop(link)
            if await queries.links(request):
                return
            target = None
            if item.state is State.PENDING:
                target = State.CANCELLED
            elif item.state in _ON_ITS_WAY:
                target = State.FAILED
            if target is not None:
                cause = f"overseerr:gone:{overseerr_id}"
                await self.moves.to(request, target, said=_GONE, cause=cause, reason=_GONE.text)
        log.info("overseerr_request_gone", request=str(request), overseerr=overseerr_id)
