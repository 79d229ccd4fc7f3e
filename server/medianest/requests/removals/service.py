"""Proposing what nobody watches, and removing it on the owner's word."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog

from medianest.accounts import audit
from medianest.catalog.images import Image
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import ConflictError, NotFoundError
from medianest.kit.ids import Ids, new_id
from medianest.kit.media import TitleKey
from medianest.notifications.service import Notifications
from medianest.plex.library.unwatched import Looked, Unwatched
from medianest.requests.moves import Moves
from medianest.requests.removals import queries
from medianest.requests.removals.queries import Decision
from medianest.requests.removals.schemas import Proposal, Removal, RemoveTitle
from medianest.requests.said import Said
from medianest.requests.states import State

log = structlog.get_logger()

REMOVE: Final = "requests.remove_title"
_MOST: Final = 2000
_REASON: Final = Said("Nobody watched it, so the owner had it removed.", "request.unwatched")


class NoSuchProposalError(NotFoundError):
    """Nothing was proposed under this id."""

    code = "no_such_proposal"
    title = "There is no such proposal"


class AlreadyDecidedError(ConflictError):
    """The owner decided about it before."""

    code = "already_decided"
    title = "That was decided before"


class Shelves(Protocol):
    """What the removals need of Plex; see `plex.library`."""

    async def unwatched(self, *, added_before: datetime, limit: int) -> Looked:
        """What was there before `added_before` and was never watched by anybody."""

    async def delete(self, one: Unwatched) -> None:
        """Take a title out of Plex, files and all; what is gone is gone. Raises a PlexError."""


FindPosters = Callable[[Collection[TitleKey]], Awaitable[Mapping[TitleKey, Image | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removals:
    """Nothing goes without the owner's word."""

    shelves: Shelves
    posters: FindPosters
    moves: Moves
    jobs: Jobs
    notifications: Notifications
    owners: Callable[[], Awaitable[Sequence[UUID]]]
    unwatched_for: timedelta
    clock: Clock = now
    ids: Ids = new_id

    async def propose(self) -> int:
        """Propose what nobody watched for long, withdraw what was watched since; how many new."""
        at = self.clock()
        before = at - self.unwatched_for
        found = await self.shelves.unwatched(added_before=before, limit=_MOST)
        async with transaction():
            # A server that does not answer today takes back nothing that was proposed.
            await queries.withdraw([*found.unwatched, *found.unknown])
            new = [
                one
                for one in found.unwatched
                if await queries.propose(self.ids(), one, at=at, anew_before=before)
            ]
            if new:
                await self._tell(new, at)
        return len(new)

    async def page(self, *, limit: int, offset: int) -> tuple[list[Removal], int]:
        """What waits for the owner's word."""
        found, total = await queries.waiting(limit=limit, offset=offset)
        posters = await self.posters({one.key for one in found if one.key})
        return [_shown(one, posters.get(one.key) if one.key else None) for one in found], total

    async def keep(self, proposal: UUID, *, by: UUID) -> None:
        """Leave it in Plex. Raises NoSuchProposalError, AlreadyDecidedError."""
        async with transaction():
            await self._decide(proposal, "keep", by)

    async def remove(self, proposal: UUID, *, by: UUID) -> None:
        """Have it removed from Plex. Raises NoSuchProposalError, AlreadyDecidedError."""
        async with transaction():
            await self._decide(proposal, "remove", by)
            await self.jobs.enqueue(REMOVE, RemoveTitle(proposal, by), unique=str(proposal))

    async def work(self, order: RemoveTitle, _: Run) -> None:
        """Remove it; may be repeated."""
        proposal = await queries.decided(order.proposal)
        if proposal is None:
            return
        await self.shelves.delete(proposal)
        for request in await queries.requests_of(proposal) if proposal.key else []:
            await self.moves.to(
                request,
                State.CANCELLED,
                by=order.by,
                said=_REASON,
                cause=f"removed:{proposal.id}",
            )
        log.info("title_removed", title=proposal.title, server=proposal.server)

    async def given_up(self, order: RemoveTitle, reason: str) -> None:
        """It did not work: the owner decides again, knowing why."""
        await queries.failed(order.proposal, reason)

    async def _decide(self, proposal: UUID, decision: Decision, by: UUID) -> None:
        decided = await queries.decide(proposal, decision, by=by, at=self.clock())
        if decided is None:
            raise AlreadyDecidedError if await queries.exists(proposal) else NoSuchProposalError
        await audit.record(by, f"title.{decision}", decided.title, server=decided.server)

    async def _tell(self, new: Sequence[Unwatched], at: datetime) -> None:
        names = ", ".join(f"“{one.title}”" for one in new[:3])
        more = f" and {len(new) - 3} more" if len(new) > 3 else ""  # noqa: PLR2004 - as named above
        await self.notifications.tell(
            await self.owners(),
            "removals.proposed",
            cause=f"removals:{at.date()}",
            title=f"Never watched: {len(new)}",
            body=f"Nobody watched {names}{more}. Decide whether to keep them.",
            level="info",
            link="/settings/requests?view=removals",
            params={"count": len(new)},
        )


def _shown(proposal: Proposal, poster: Image | None) -> Removal:
    return Removal(
        id=proposal.id,
        media_type=proposal.media_type,
        tmdb_id=proposal.tmdb_id,
        title=proposal.title,
        poster=poster,
        size=proposal.size,
        added_at=proposal.added_at,
        requested_by=proposal.requested_by,
        failure=proposal.failure,
    )
