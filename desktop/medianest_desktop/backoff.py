"""How long to wait before something is tried once more."""

import random

_MOST_DOUBLINGS = 10


def backoff(failures: int, *, first: float, longest: float) -> float:
    """Seconds to rest after so many failures in a row: doubled by each, up to `longest`.

    Somewhere between half of it and all, so that a household's clients do not all come back in the
    same moment.
    """
    most = min(first * 2 ** min(failures, _MOST_DOUBLINGS), longest)
    return random.uniform(most / 2, most)  # noqa: S311 - no secret
