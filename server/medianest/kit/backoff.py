"""How long to wait before trying again."""

import random
from datetime import timedelta


def delay(attempt: int, *, base: timedelta, cap: timedelta, spread: float = 0.2) -> timedelta:
    """Double `base` with every attempt (the first is 1) up to `cap`, give or take `spread`.

    The spread keeps jobs that failed together from coming back together.
    """
    # 2**30 of any base is past any cap; a larger power would only overflow.
    doublings = min(max(attempt, 1) - 1, 30)
    raw = min(base * float(1 << doublings), cap)
    return raw * random.uniform(1 - spread, 1 + spread)  # noqa: S311 - not a secret
