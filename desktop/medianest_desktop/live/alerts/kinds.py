"""The kinds of notifications: which switch they belong to, and which buttons they have."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Final

from medianest_desktop.live.alert import Facts

_TOPICS: Final = MappingProxyType(
    {
        "download.available": "ready",
        "request.available": "ready",
        "request.partially_available": "ready",
        "download.failed": "failed",
        "download.waiting": "waiting",
        "request.failed": "failed",
        "request.created": "asked",
        "request.reminder": "asked",
        "request.approved": "decided",
        "request.declined": "decided",
        "request.cancelled": "decided",
        "request.removed": "decided",
    }
)
_REST: Final = "appliance"

TOPICS: Final = ("ready", "failed", "waiting", "asked", "decided", _REST)
"""What can be switched; everything that has no topic of its own is about the appliance."""

_MANAGES: Final = "requests.manage"


def topic_of(kind: str) -> str:
    """The switch that `kind` belongs to."""
    return _TOPICS.get(kind, _REST)


def is_wanted(kind: str, switches: Mapping[str, bool]) -> bool:
    """Whether the person wants to hear of `kind`; what was never switched is wanted."""
    return switches.get(kind, switches.get(topic_of(kind), True))


def actions_of(kind: str, facts: Facts, rights: AbstractSet[str]) -> tuple[str, ...]:
    """What can be done about it by somebody with `rights`, besides opening its page."""
    manages = _MANAGES in rights
    match kind:
        case "download.available" | "request.available" | "request.partially_available":
            return ("watch",) if facts.plex_url else ()
        case "request.created":
            return ("approve", "decline") if facts.request_id and manages else ()
        case "request.failed":
            return ("retry",) if facts.request_id and manages else ()
        case "download.failed":
            return ("retry",) if facts.download_id and facts.retryable else ()
        case _:
            return ()
