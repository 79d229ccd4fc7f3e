"""The states of a download and every move between them: the one table of this machine."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a download stands."""

    QUEUED = "queued"
    PROBING = "probing"
    DOWNLOADING = "downloading"
    PROCESSING = "processing"
    PUBLISHING = "publishing"
    SCANNING = "scanning"
    AVAILABLE = "available"
    PAUSED = "paused"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = State
_STOPPED: Final = frozenset({_S.PAUSED, _S.CANCELLED, _S.FAILED})
ON_REQUEST: Final = frozenset({_S.PAUSED, _S.CANCELLED})
"""Where only a person leads out again."""

# A fetch that is taken up again after a crash, or later, begins with probing once more.
MOVES: Final = MappingProxyType(
    {
        _S.QUEUED: _STOPPED | {_S.PROBING},
        _S.PROBING: _STOPPED | {_S.PROBING, _S.DOWNLOADING, _S.PUBLISHING, _S.QUEUED},
        _S.DOWNLOADING: _STOPPED | {_S.PROBING, _S.PROCESSING, _S.PUBLISHING, _S.QUEUED},
        _S.PROCESSING: _STOPPED | {_S.PROBING, _S.PUBLISHING, _S.QUEUED},
        _S.PUBLISHING: frozenset({_S.PROBING, _S.QUEUED, _S.SCANNING, _S.AVAILABLE, _S.FAILED}),
        _S.SCANNING: frozenset({_S.AVAILABLE, _S.FAILED}),
        # Plex was connected later on.
        _S.AVAILABLE: frozenset({_S.SCANNING}),
        _S.PAUSED: frozenset({_S.QUEUED, _S.CANCELLED}),
        _S.FAILED: frozenset({_S.QUEUED, _S.PROBING, _S.SCANNING, _S.CANCELLED}),
        _S.CANCELLED: frozenset({_S.QUEUED}),
    }
)


def sources(target: State) -> list[str]:
    """The states from which `target` can be reached."""
    return [state.value for state, targets in MOVES.items() if target in targets]
