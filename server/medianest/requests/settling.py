"""Deciding about new requests: at once, or as soon as somebody knows what they are for."""

from dataclasses import dataclass

from medianest.infra.database import transaction
from medianest.requests.errors import QuotaReachedError
from medianest.requests.facts import Asker
from medianest.requests.knowing import Knowing, Known
from medianest.requests.members import member, name_of
from medianest.requests.moves import Moves
from medianest.requests.queries import locks, moving
from medianest.requests.queries.asking import Cost
from medianest.requests.queries.moving import Item
from medianest.requests.quotas.service import Quotas
from medianest.requests.said import Said
from medianest.requests.states import FINAL, State
from medianest.requests.telling import MANAGE
from medianest.requests.verdicts import Decide, Draft, Verdict


@dataclass(frozen=True, slots=True)
class Settling:
    """Has rules decide about what they can judge: of a title nobody knows any rule may hold."""

    knowing: Knowing
    moves: Moves
    quotas: Quotas
    decide: Decide

    async def created(self, item: Item, who: Asker, known: Known, cost: Cost) -> None:
        """Decide about a request that was just made, unless its title has to be found out first.

        Whoever decides about requests need not wait for that.
        """
        if known.described or who.may(MANAGE):
            await self._settle(item, await self.decide(_draft(who, known, cost)))
        else:
            await self.moves.telling.changed(item)

    async def tell(self, item: Item) -> None:
        """Tell the managers what was asked for, by its name if there is one by now; once."""
        await self.moves.telling.created(item, await name_of(item.requested_by))

    async def described(self, item: Item) -> None:
        """Tell of a request whose title was found out, and decide if nobody has done so meanwhile.

        It may be more than its asker's quota allows, which could not be told before.
        """
        async with transaction():
            await locks.person(item.requested_by)
            await locks.title(item.key)
            waits = await moving.locked(item.id)
            if waits is None or waits.state in FINAL:
                return
            await self.tell(waits)
            who = await member(item.requested_by)
            known = await self.knowing.of(item.key, is4k=item.is4k)
            if waits.state is not State.PENDING or who is None:
                return
            if known.described:
                await self._settle(waits, await self._judged(waits, who, known))

    async def _judged(self, item: Item, who: Asker, known: Known) -> Verdict:
        cost = known.cost(await moving.parts(item.id))
        try:
            await self.quotas.check(who, cost, without=item.id)
        except QuotaReachedError as much:
            return Verdict(then="decline", reason=much.detail, key=much.code)
        return await self.decide(_draft(who, known, cost))

    async def _settle(self, item: Item, verdict: Verdict) -> None:
        if verdict.then == "hold":
            await self.moves.telling.changed(item)
            return
        target = State.APPROVED if verdict.then == "approve" else State.DECLINED
        await self.moves.to(
            item.id,
            target,
            by=verdict.by,
            said=Said(verdict.reason, verdict.key),
            decided_by=verdict.by,
            reason=verdict.reason or None,
        )


def _draft(who: Asker, known: Known, cost: Cost) -> Draft:
    return Draft(
        asker=who,
        key=known.key,
        is4k=known.is4k,
        seasons=cost.seasons,
        episodes=cost.episodes,
        estimated_bytes=cost.estimated_bytes,
        title=known.title,
    )
