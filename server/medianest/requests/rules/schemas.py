"""Rules on the wire."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from medianest.kit.wire import Input, Wire
from medianest.requests.rules.conditions import Condition, Facts
from medianest.requests.states import State
from medianest.requests.verdicts import Then


class RuleDraft(Input, frozen=True):
    """A rule as it is written; `reason` is told to whoever asked."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    then: Then
    when: Condition
    enabled: bool = True
    reason: Annotated[str, Meta(max_length=1000)] = ""


class Rule(Wire, frozen=True):
    """A rule in its place: of all that are enabled, the first whose condition holds decides."""

    id: UUID
    name: str
    enabled: bool
    position: int
    then: Then
    reason: str
    when: Condition


class Order(Input, frozen=True):
    """All rules in the order in which they are to be asked."""

    ids: Annotated[list[UUID], Meta(max_length=200)]


class Trial(Input, frozen=True):
    """A rule to try on what was asked for before."""

    rule: RuleDraft


class Tried(Wire, frozen=True):
    """A past request that the rule would have decided."""

    id: UUID
    title: str
    requested_by: str
    state: State
    would_be: Then


class TrialResult(Wire, frozen=True):
    """How many of the latest requests the rule would have decided, and which."""

    total: int
    matched: int
    items: list[Tried]


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was made, and what a condition looks at."""

    id: UUID
    title: str
    requested_by: str
    state: State
    facts: Facts
