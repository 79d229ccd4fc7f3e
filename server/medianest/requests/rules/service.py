"""Writing rules, trying them out, and letting them decide."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medianest.accounts import audit
from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.errors import NotFoundError
from medianest.kit.ids import Ids, new_id
from medianest.requests.rules import queries
from medianest.requests.rules.conditions import Facts
from medianest.requests.rules.schemas import Past, Rule, RuleDraft, TrialResult, Tried
from medianest.requests.verdicts import Draft, Verdict, by_permission

_TRIED_ON: Final = 500
_SHOWN: Final = 100
Latest = Callable[[int], Awaitable[Sequence[Past]]]
"""So many of the latest requests, as they were drafted."""


class NoSuchRuleError(NotFoundError):
    """No rule has this id, or no longer."""

    code = "no_such_rule"
    title = "There is no such rule"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the household."""

    latest: Latest
    clock: Clock = now
    ids: Ids = new_id

    async def decide(self, draft: Draft) -> Verdict:
        """What becomes of a request at once; asks only the database.

        Of the enabled rules the first whose condition holds decides. Where none does, whoever may
        decide about requests need not ask anybody, and the others wait for a person.
        """
        facts = described(draft)
        for rule in await queries.enabled():
            if rule.when.holds(facts):
                reason = rule.reason or f"by the rule “{rule.name}”"
                key = "" if rule.reason else "request.by_rule"
                return Verdict(then=rule.then, reason=reason, key=key)
        return await by_permission(draft)

    async def list(self) -> Sequence[Rule]:
        """All rules in the order in which they are asked."""
        return await queries.rules()

    async def add(self, draft: RuleDraft, *, by: UUID) -> Rule:
        """A new rule, asked after the others."""
        async with transaction():
            await queries.lock()
            rule = await queries.add(self.ids(), draft, at=self.clock())
            await audit.record(by, "request_rule.added", rule.id, name=rule.name)
        return rule

    async def change(self, rule_id: UUID, draft: RuleDraft, *, by: UUID) -> Rule:
        """Write a rule anew. Raises NoSuchRuleError."""
        async with transaction():
            rule = await queries.change(rule_id, draft, at=self.clock())
            if rule is None:
                raise NoSuchRuleError
            await audit.record(by, "request_rule.changed", rule.id, name=rule.name)
        return rule

    async def remove(self, rule_id: UUID, *, by: UUID) -> None:
        """Forget a rule. Raises NoSuchRuleError."""
        async with transaction():
            if not await queries.remove(rule_id):
                raise NoSuchRuleError
            await audit.record(by, "request_rule.removed", rule_id)

    async def arrange(self, ids: Sequence[UUID], *, by: UUID) -> Sequence[Rule]:
        """Put the rules into this order; a rule that is not named stays behind those that are."""
        async with transaction():
            await queries.lock()
            await queries.arrange(ids)
            await audit.record(by, "request_rule.arranged", "")
        return await queries.rules()

    async def attempt(self, draft: RuleDraft) -> TrialResult:
        """What the rule alone would have decided of the latest requests; nothing is changed."""
        past = await self.latest(_TRIED_ON)
        matched = [one for one in past if draft.when.holds(one.facts)]
        return TrialResult(
            total=len(past),
            matched=len(matched),
            items=[_tried(one, draft) for one in matched[:_SHOWN]],
        )


def described(draft: Draft) -> Facts:
    """What a condition looks at."""
    asker, title = draft.asker, draft.title
    return Facts(
        person=asker.id,
        role=asker.role,
        permissions=PERMISSIONS[Role(asker.role)],
        media_type=draft.key.media_type,
        is4k=draft.is4k,
        seasons=draft.seasons,
        estimated_bytes=draft.estimated_bytes,
        genres=tuple(title.genres) if title else (),
        language=title.original_language if title else None,
        year=title.year if title else None,
        vote=title.vote_average if title else None,
        certification=title.min_age if title else None,
    )


def _tried(past: Past, rule: RuleDraft) -> Tried:
    return Tried(
        id=past.id,
        title=past.title,
        requested_by=past.requested_by,
        state=past.state,
        would_be=rule.then,
    )
