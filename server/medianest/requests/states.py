"""The states of a request, every move between them, and what people may do in which state."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    PARTIALLY_AVAILABLE = "partially_available"
    AVAILABLE = "available"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Action(StrEnum):
    """What a person can do with a request."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    RETRY = "retry"
    EDIT = "edit"
    FULFIL = "fulfil"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    DELETE = "delete"


_S = State
_A = Action
_THERE: Final = frozenset({_S.PARTIALLY_AVAILABLE, _S.AVAILABLE})
_ENDED: Final = frozenset({_S.DECLINED, _S.CANCELLED})

# Plex may have a title at any time, whoever put it there; so much leads to `_THERE`.
MOVES: Final = MappingProxyType(
    {
        _S.PENDING: _THERE | _ENDED | {_S.APPROVED, _S.FAILED},
        _S.APPROVED: _THERE | _ENDED | {_S.SUBMITTED, _S.PROCESSING, _S.FAILED},
        _S.SUBMITTED: _THERE | _ENDED | {_S.PROCESSING, _S.FAILED},
        _S.PROCESSING: _THERE | _ENDED | {_S.FAILED},
        # Back to `processing` goes what was removed from Plex.
        _S.PARTIALLY_AVAILABLE: frozenset({_S.AVAILABLE, _S.PROCESSING, _S.CANCELLED}),
        _S.AVAILABLE: frozenset({_S.PARTIALLY_AVAILABLE, _S.PROCESSING, _S.CANCELLED}),
        _S.FAILED: _THERE | {_S.APPROVED, _S.CANCELLED},
        _S.DECLINED: frozenset[State](),
        _S.CANCELLED: frozenset[State](),
    }
)

FINAL: Final = frozenset(state for state, targets in MOVES.items() if not targets)
"""The states that nothing leads out of: the title may be asked for anew."""

_EVERY: Final = frozenset(State)

# Narrower than MOVES: what has arrived is not declined or cancelled by a click.
ACTIONS: Final = MappingProxyType(
    {
        _A.APPROVE: frozenset({_S.PENDING}),
        _A.DECLINE: frozenset({_S.PENDING, _S.APPROVED, _S.SUBMITTED, _S.PROCESSING}),
        _A.CANCEL: frozenset(
            {_S.PENDING, _S.APPROVED, _S.SUBMITTED, _S.PROCESSING, _S.FAILED}
            | {_S.PARTIALLY_AVAILABLE}
        ),
        _A.RETRY: frozenset({_S.FAILED}),
        _A.EDIT: frozenset({_S.PENDING}),
        _A.FULFIL: frozenset({_S.APPROVED, _S.SUBMITTED}),
        _A.FOLLOW: _EVERY - FINAL,
        _A.UNFOLLOW: _EVERY,
        _A.DELETE: _EVERY,
    }
)

ASKER_CANCELS: Final = frozenset({_S.PENDING, _S.APPROVED})
"""How long the person who asked may take it back without a manager."""


def sources(target: State) -> list[str]:
    """The states from which `target` can be reached."""
    return [state.value for state, targets in MOVES.items() if target in targets]


def actions(state: State, *, manages: bool, mine: bool, following: bool) -> list[Action]:
    """What a person may do with a request that is in `state`."""
    allowed = set[Action]()
    if manages:
        allowed = set(Action) - {Action.FOLLOW, Action.UNFOLLOW}
    elif mine:
        allowed = {Action.EDIT} | ({Action.CANCEL} if state in ASKER_CANCELS else set())
    if not mine:
        allowed.add(Action.UNFOLLOW if following else Action.FOLLOW)
    return [action for action in Action if action in allowed and state in ACTIONS[action]]
