"""How much a person may have fetched: so many links in days that roll on, so much of the disk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import asdict

from medianest.accounts import Principal
from medianest.accounts.errors import NoSuchPersonError, NotPermittedError
from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.downloads.errors import DownloadQuotaReachedError, RoomQuotaReachedError
from medianest.downloads.quotas import queries
from medianest.downloads.quotas.queries import Allowed
from medianest.downloads.quotas.schemas import (
    DownloadLimits,
    DownloadQuota,
    LinksLeft,
    PersonLimits,
)
from medianest.household.quotas import Limit, RollingLimit, Used
from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.kit.sizes import GIGABYTE

MANAGE: Final = "downloads.manage"
UNLIMITED: Final = DownloadLimits()
_NO_ROOM: Final = (
    "Your downloads take up {used:g} GB, and may take up {limit} GB."
    " Delete some together with their files to make room."
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes somebody's downloads may take up in all, and how many are left."""

    limit: int
    left: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counts what people have fetched, and sets how much they may.

    `usual` holds for everybody who does not manage downloads and has no limits of their own.
    """

    usual: DownloadLimits = UNLIMITED
    clock: Clock = now
    ids: Ids = new_id
    on_changed: list[Callable[[UUID], Awaitable[None]]] = field(default_factory=list)
    """Told, inside of the transaction, of each person whose limits have changed."""

    async def mine(self, me: Principal) -> DownloadQuota:
        """What `me` may still have fetched."""
        return await self._left(me.id, self._limits(await _known(me.id)))

    async def check(self, person: UUID, download: UUID) -> None:
        """Raise a quota error unless `person` may have `download`, whose row is there, fetched.

        Belongs into the transaction that makes the row, after that: of twenty who count at once
        each waits for the one before.
        """
        limits = self._limits(await _known(person))
        if limits == UNLIMITED:
            return
        await queries.lock_person(person)
        if limits.downloads is not None:
            links = await self._links_left(person, limits.downloads, without=download)
            if not links.remaining:
                raise self._too_many(links)
        if limits.gigabytes is not None:
            taken = await queries.taken(person, without=download)
            # To the byte: what is shown is rounded.
            if taken >= limits.gigabytes.limit * GIGABYTE:
                raise _too_much(_room_left(limits.gigabytes, taken))

    async def room(self, person: UUID, download: UUID) -> Allowance | None:
        """The room for `download` in the quota of `person`; None for no limit.

        Nobody else takes of it until the present transaction ends.
        """
        known = await queries.allowed(person)
        limits = UNLIMITED if known is None else self._limits(known)
        if limits.gigabytes is None:
            return None
        await queries.lock_person(person)
        limit = limits.gigabytes.limit * GIGABYTE
        return Allowance(limit, max(limit - await queries.taken(person, without=download), 0))

    async def of(self, person: UUID) -> PersonLimits:
        """The limits of `person`, and what is left of them."""
        known = await _known(person)
        return PersonLimits(
            own=known.own,
            usual=self._usual(known.role),
            quota=await self._left(person, self._limits(known)),
        )

    async def put(self, me: Principal, person: UUID, wanted: DownloadLimits) -> PersonLimits:
        """Give `person` limits of their own."""
        async with transaction():
            _check_reach(me, await _known(person))
            await queries.put(self.ids(), person, wanted, at=self.clock())
            return await self._changed(person)

    async def drop(self, me: Principal, person: UUID) -> PersonLimits:
        """Let the usual limits hold for `person` again."""
        async with transaction():
            _check_reach(me, await _known(person))
            await queries.drop(person)
            return await self._changed(person)

    async def _changed(self, person: UUID) -> PersonLimits:
        for listener in self.on_changed:
            await listener(person)
        return await self.of(person)

    async def _left(self, person: UUID, limits: DownloadLimits) -> DownloadQuota:
        links, room = None, None
        if limits.downloads is not None:
            links = await self._links_left(person, limits.downloads)
        if limits.gigabytes is not None:
            room = _room_left(limits.gigabytes, await queries.taken(person))
        return DownloadQuota(downloads=links, gigabytes=room)

    async def _links_left(
        self, person: UUID, limit: RollingLimit, *, without: UUID | None = None
    ) -> LinksLeft:
        since = limit.since(self.clock())
        used = await queries.counted(person, since, without=without)
        again = None
        if limit.limit and used >= limit.limit:
            leaves = await queries.oldest(person, since, skip=used - limit.limit)
            again = leaves and leaves + timedelta(days=limit.days)
        return LinksLeft(again_at=again, **asdict(limit.used(used)))

    def _too_many(self, left: LinksLeft) -> DownloadQuotaReachedError:
        within = "a day" if left.days == 1 else f"{left.days} days"
        said = (
            f"You may have {left.limit} links fetched within {within}, and have had {left.used:g}."
        )
        if left.again_at is None:
            return DownloadQuotaReachedError(said, quota=left)
        wait = max(round((left.again_at - self.clock()).total_seconds()), 1)
        return DownloadQuotaReachedError(
            f"{said} The next one is possible on {left.again_at:%d %B, %H:%M} (UTC).",
            quota=left,
            againAt=left.again_at,
            retryAfter=wait,
        )

    def _limits(self, known: Allowed) -> DownloadLimits:
        return known.own or self._usual(known.role)

    def _usual(self, role: str) -> DownloadLimits:
        return UNLIMITED if MANAGE in PERMISSIONS[Role(role)] else self.usual


async def _known(person: UUID) -> Allowed:
    known = await queries.allowed(person)
    if known is None:
        raise NoSuchPersonError
    return known


def _check_reach(me: Principal, known: Allowed) -> None:
    # Whoever manages downloads could otherwise lift what an owner has set for them.
    if me.role is not Role.OWNER and MANAGE in PERMISSIONS[Role(known.role)]:
        raise NotPermittedError("Only an owner may limit those who manage downloads")


def _room_left(limit: Limit, taken: int) -> Used:
    return limit.used(taken / GIGABYTE)


def _too_much(left: Used) -> RoomQuotaReachedError:
    return RoomQuotaReachedError(_NO_ROOM.format(used=left.used, limit=left.limit), quota=left)
