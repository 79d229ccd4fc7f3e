"""How things stand, and why, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from medianest_desktop.i18n import Words
from medianest_desktop.live.face import Status

_NEEDS_A_PERSON = frozenset({"unpaired", "signed_out", "identity_changed", "too_old"})
_EXPLAINED = frozenset({"searching", "signed_out"})
# The state says it already.
_PLAIN = frozenset({"", "looking", "signed_out"})
_NAMES = {"tmdb": "TMDB"}


@dataclass(frozen=True, slots=True)
class View:
    """What the status is made of; `name` is the appliance's, `state` the connection's."""

    name: str
    state: str
    why: str
    listening: bool
    broken: Sequence[str]
    """Services that do not answer."""
    refused: int
    """Alerts that could not be shown and have not been looked at."""
    running: int


def stand(view: View, words: Words) -> tuple[Status, str]:
    """The status and the sentence that gives its reason; the worst news first."""
    if view.state != "connected":
        return _apart(view, words)
    if not view.listening:
        return Status.OFFLINE, words.say("live.status.listening", name=view.name)
    if view.broken:
        return Status.ATTENTION, _broken(view.broken, words)
    if view.refused:
        return Status.ATTENTION, words.say("live.status.refused", count=view.refused)
    if view.running:
        return Status.BUSY, words.say("live.status.running", count=view.running)
    return Status.OK, words.say("live.status.ok", name=view.name)


def _apart(view: View, words: Words) -> tuple[Status, str]:
    status = Status.ATTENTION if view.state in _NEEDS_A_PERSON else Status.OFFLINE
    key = f"reason.{view.why}"
    if view.why in _PLAIN or view.state not in _EXPLAINED or key not in words.catalogue:
        return status, words.say(f"live.status.{view.state}", name=view.name)
    why = words.say(key)
    return status, words.say("live.status.unreachable", name=view.name, why=why)


def _broken(services: Sequence[str], words: Words) -> str:
    names = [_NAMES.get(one, one.capitalize()) for one in sorted(services)]
    if len(names) == 1:
        return words.say("live.status.service", service=names[0])
    both = words.say("live.and", first=", ".join(names[:-1]), last=names[-1])
    return words.say("live.status.services", services=both)
