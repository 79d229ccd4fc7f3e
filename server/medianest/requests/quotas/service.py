"""How much a person may ask for within a number of days that roll on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.sizes import GIGABYTE
from medianest.kit.wire import Page
from medianest.requests.errors import NoSuchSubjectError, QuotaReachedError
from medianest.requests.facts import Asker
from medianest.requests.queries.asking import Cost
from medianest.requests.quotas import queries
from medianest.requests.quotas.queries import Limits
from medianest.requests.quotas.schemas import AssignedQuota, Limit, Quota, QuotaLimits, Used

Kind = Literal["films", "seasons", "episodes", "gigabytes"]
KINDS: Final[tuple[Kind, ...]] = ("films", "seasons", "episodes", "gigabytes")


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counts what people ask for, and sets how much they may."""

    clock: Clock = now

    async def mine(self, who: Asker) -> Quota:
        """What `who` may ask for, and has."""
        limits = await queries.limits(who.id, who.role)
        used = await queries.used(who.id, self._since(limits))
        return Quota(**{kind: _used(kind, limits, used) for kind in KINDS})

    async def check(self, who: Asker, cost: Cost, *, without: UUID | None = None) -> None:
        """Raise QuotaReachedError unless `who` may ask for so much more.

        Hold the person's lock: two who count at once would both find room. `without` is a request
        that `cost` replaces.
        """
        limits = await queries.limits(who.id, who.role)
        if limits == Limits():
            return
        used = await queries.used(who.id, self._since(limits), without=without)
        for kind in KINDS:
            seen, more = _used(kind, limits, used), _amount(kind, cost)
            if seen is not None and more and seen.used + more > seen.limit:
                raise _reached(kind, seen)

    async def page(self) -> Page[AssignedQuota]:
        """All quotas that were set."""
        found = [
            AssignedQuota(
                subject=one.subject,
                name=one.name or one.subject.partition(":")[2],
                **{kind: _limit(kind, one.limits) for kind in KINDS},
            )
            for one in await queries.assigned()
        ]
        return Page.whole(found)

    async def put(self, subject: str, wanted: QuotaLimits) -> AssignedQuota:
        """Set the quota of `role:<role>` or `person:<id>`."""
        given = {kind: getattr(wanted, kind) for kind in KINDS}
        values = {kind: limit.limit for kind, limit in given.items() if limit is not None}
        days = {f"{kind}_days": limit.days for kind, limit in given.items() if limit is not None}
        async with transaction():
            name = await _name(subject)
            await queries.put(subject, Limits(**values, **days), at=self.clock())
        return AssignedQuota(subject=subject, name=name, **given)

    async def drop(self, subject: str) -> None:
        """Lift the quota of a role or a person."""
        if not await queries.drop(subject):
            raise NoSuchSubjectError("There is no such quota.")

    def _since(self, limits: Limits) -> dict[str, datetime]:
        at = self.clock()
        return {kind: at - timedelta(days=_days(kind, limits)) for kind in KINDS}


async def _name(subject: str) -> str:
    sort, _, name = subject.partition(":")
    if sort == "role" and name in set(Role):
        return name
    if sort == "person":
        try:
            known = await people.find(UUID(name))
        except ValueError as wrong:
            raise NoSuchSubjectError from wrong
        if known is not None and subject == f"person:{known.id}":
            return known.name
    raise NoSuchSubjectError


def _days(kind: Kind, limits: Limits) -> int:
    days: int = getattr(limits, f"{kind}_days")
    return days


def _limit(kind: Kind, limits: Limits) -> Limit | None:
    most: int | None = getattr(limits, kind)
    return None if most is None else Limit(limit=most, days=_days(kind, limits))


def _used(kind: Kind, limits: Limits, cost: Cost) -> Used | None:
    allowed = _limit(kind, limits)
    if allowed is None:
        return None
    used = round(_amount(kind, cost), 1)
    remaining = max(round(allowed.limit - used, 1), 0)
    return Used(limit=allowed.limit, days=allowed.days, used=used, remaining=remaining)


def _amount(kind: Kind, cost: Cost) -> float:
    if kind == "gigabytes":
        return cost.estimated_bytes / GIGABYTE
    amount: int = getattr(cost, kind)
    return amount


def _reached(kind: Kind, seen: Used) -> QuotaReachedError:
    shown = {
        "kind": kind,
        "limit": seen.limit,
        "days": seen.days,
        "used": seen.used,
        "remaining": seen.remaining,
    }
    return QuotaReachedError(
        f"You may ask for {seen.limit} {kind} within {seen.days} days, and have {seen.used:g}.",
        quota=shown,
    )
