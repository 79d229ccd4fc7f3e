"""Overseerr's states in our words: the one table of this translation."""

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Final

from medianest.requests.overseerr import wire
from medianest.requests.states import MOVES, State

PENDING: Final = 1
APPROVED: Final = 2
"""Decided about there; how far it is, the title's own status says."""
DECLINED: Final = 3

_S = State

OF_REQUEST: Final = MappingProxyType(
    {PENDING: _S.PENDING, DECLINED: _S.DECLINED, 4: _S.FAILED, 5: _S.AVAILABLE}
)
"""Status of a request there (Seerr's 5 is "completed"); approved and unknown ones are absent."""

OF_MEDIA: Final = MappingProxyType(
    {
        1: _S.SUBMITTED,
        2: _S.SUBMITTED,
        3: _S.PROCESSING,
        4: _S.PARTIALLY_AVAILABLE,
        5: _S.AVAILABLE,
        # Seerr: on the list of what must not be fetched; deleted from its library.
        6: _S.FAILED,
        7: _S.PROCESSING,
    }
)
"""Status of a title, or of a season, in one quality."""

_THERE: Final = frozenset({_S.PARTIALLY_AVAILABLE, _S.AVAILABLE})


def standing(request: wire.Request, wanted: Collection[int] = ()) -> State:
    """Where a request stands there; of a show only the `wanted` seasons count, if any."""
    decided = OF_REQUEST.get(request.status)
    if decided is not None:
        return decided
    media = request.media
    whole = OF_MEDIA.get(media.status4k if request.is4k else media.status, _S.SUBMITTED)
    if request.type == "movie":
        return whole
    numbers = set(wanted) or set(request.numbers)
    seasons = [
        OF_MEDIA.get(one.status4k if request.is4k else one.status, _S.SUBMITTED)
        for one in media.seasons
        if one.season_number in numbers
    ]
    missing = len(numbers) - len(seasons)
    # What other seasons of the show have got to says nothing about these.
    rest = _S.PROCESSING if whole in _THERE else whole
    return together([*seasons, *[rest] * missing])


def together(standings: Sequence[State]) -> State:
    """Where something stands whose parts stand differently."""
    if _S.FAILED in standings:
        return _S.FAILED
    alive = [one for one in standings if one is not _S.DECLINED]
    if not alive:
        return _S.DECLINED
    if all(one is _S.AVAILABLE for one in alive):
        return _S.AVAILABLE
    if _THERE.intersection(alive):
        return _S.PARTIALLY_AVAILABLE
    for state in (_S.PROCESSING, _S.SUBMITTED):
        if state in alive:
            return state
    return _S.PENDING


def way(state: State, target: State) -> list[State]:
    """The moves by which news from there bring a request from `state` to `target`; often none.

    What has arrived is not moved back: whether it is there, only Plex knows.
    """
    if target is _S.PENDING or (state in _THERE and target is not _S.AVAILABLE):
        return []
    if target in MOVES[state]:
        return [target]
    decided = target in {_S.SUBMITTED, _S.PROCESSING} and _S.APPROVED in MOVES[state]
    return [_S.APPROVED, target] if decided else []
