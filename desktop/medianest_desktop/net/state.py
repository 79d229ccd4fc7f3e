"""In which states the tie to the appliance can be, what leads there, and how long it rests."""

from typing import Literal

from msgspec import Struct

from medianest_desktop.backoff import backoff
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.tries import NoAnswerError, ReasonKey, Try, UnreachableError

State = Literal[
    "unpaired",
    "searching",
    "connected",
    "starting",
    "signed_out",
    "identity_changed",
    "too_old",
]
SIGNED_OUT: frozenset[State] = frozenset({"unpaired", "signed_out", "identity_changed"})
"""The states that only a person can end, by connecting this client anew."""
StateReason = ReasonKey | Literal["", "looking", "signed_out", "keyring_locked"]


class Standing(Struct, frozen=True):
    """How the tie stands, why (said as `reason.<key>`), and what the last look found where."""

    state: State
    reason: StateReason = ""
    tries: tuple[Try, ...] = ()


UNPAIRED = Standing("unpaired")
LOOKING = Standing("searching", "looking")
CONNECTED = Standing("connected")
REFUSED = Standing("signed_out", "signed_out")
LOCKED = Standing("signed_out", "keyring_locked")

_MEANING: dict[str, State] = {
    "identity_differs": "identity_changed",
    "fingerprint_differs": "identity_changed",
    "unproven": "identity_changed",
    "starting": "starting",
    "client_too_old": "too_old",
    "appliance_too_old": "too_old",
}
# Seconds until the next look, where nothing calls for one before.
_PAUSES: dict[State, float | None] = {
    "unpaired": None,
    "signed_out": None,
    "connected": 60,
    "starting": 2,
    "identity_changed": 30,
    "too_old": 600,
}
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


def apart(failure: NoAnswerError | UnreachableError, paired: Paired) -> Standing:
    """How it stands after a look that has found nothing."""
    tries = failure.tries if isinstance(failure, UnreachableError) else ()
    return Standing(_meaning(failure.reason, tries, paired), failure.reason, tries)


def pause(state: State, failures: int) -> float | None:
    """Seconds to rest in `state`, longer with every failure; None until something happens."""
    if state in _PAUSES:
        return _PAUSES[state]
    return backoff(failures, first=_FIRST_PAUSE, longest=_LONGEST_PAUSE)


def _meaning(reason: ReasonKey, tries: tuple[Try, ...], paired: Paired) -> State:
    if reason != "other_appliance":
        return _MEANING.get(reason, "searching")
    # Installed anew, it has another id at the known address. A mistyped address proves nothing.
    known = any(each.reason_key == reason and each.address in paired.addresses for each in tries)
    return "identity_changed" if known else "searching"
