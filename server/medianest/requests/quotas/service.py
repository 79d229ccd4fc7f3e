"""How much a person may ask for within a number of days that roll on."""

from dataclasses import dataclass
from uuid import UUID

from msgspec.structs import asdict

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.household.quotas import RollingUsed
from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.sizes import GIGABYTE
from medianest.kit.wire import Page
from medianest.requests.errors import NoSuchSubjectError, QuotaReachedError
from medianest.requests.facts import Asker
from medianest.requests.queries.asking import Cost
from medianest.requests.quotas import queries
from medianest.requests.quotas.schemas import KINDS, AssignedQuota, Kind, Quota, QuotaLimits


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counts what people ask for, and sets how much they may."""

    clock: Clock = now

    async def mine(self, who: Asker) -> Quota:
        """What `who` may ask for, and has."""
        used = await self._used(who)
        return Quota(**{kind: used.get(kind) for kind in KINDS})

    async def check(self, who: Asker, cost: Cost, *, without: UUID | None = None) -> None:
        """Raise QuotaReachedError unless `who` may ask for so much more.

        Hold the person's lock: two who count at once would both find room. `without` is a request
        that `cost` replaces.
        """
        for kind, seen in (await self._used(who, without)).items():
            more = _amount(kind, cost)
            if more and seen.used + more > seen.limit:
                raise _reached(kind, seen)

    async def page(self) -> Page[AssignedQuota]:
        """All quotas that were set."""
        found = [
            _assigned(one.subject, one.name or one.subject.partition(":")[2], one.limits)
            for one in await queries.assigned()
        ]
        return Page.whole(found)

    async def put(self, subject: str, wanted: QuotaLimits) -> AssignedQuota:
        """Set the quota of `role:<role>` or `person:<id>`."""
        async with transaction():
            name = await _name(subject)
            await queries.put(subject, wanted, at=self.clock())
        return _assigned(subject, name, wanted)

    async def drop(self, subject: str) -> None:
        """Lift the quota of a role or a person."""
        if not await queries.drop(subject):
            raise NoSuchSubjectError("There is no such quota.")

    async def _used(self, who: Asker, without: UUID | None = None) -> dict[Kind, RollingUsed]:
        limits = (await queries.limits(who.id, who.role)).limited()
        if not limits:
            return {}
        at = self.clock()
        # Of what is not limited nothing need be counted.
        since = {kind: limits[kind].since(at) if kind in limits else at for kind in KINDS}
        cost = await queries.used(who.id, since, without=without)
        return {kind: limit.used(_amount(kind, cost)) for kind, limit in limits.items()}


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


def _assigned(subject: str, name: str, limits: QuotaLimits) -> AssignedQuota:
    return AssignedQuota(subject=subject, name=name, **asdict(limits))


def _amount(kind: Kind, cost: Cost) -> float:
    if kind == "gigabytes":
        return cost.estimated_bytes / GIGABYTE
    amount: int = getattr(cost, kind)
    return amount


def _reached(kind: Kind, seen: RollingUsed) -> QuotaReachedError:
    return QuotaReachedError(
        f"You may ask for {seen.limit} {kind} within {seen.days} days, and have {seen.used:g}.",
        quota={"kind": kind, **asdict(seen)},
    )
