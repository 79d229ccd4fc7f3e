"""Rests get longer, but never too long, and differ from one client to the next."""

import pytest

from medianest_desktop.backoff import backoff


@pytest.mark.parametrize(("failures", "most"), [(0, 1.0), (3, 8.0), (9, 30.0), (10_000, 30.0)])
def test_a_rest_is_between_half_and_all_of_what_the_failures_ask_for(
    failures: int, most: float
) -> None:
    rests = [backoff(failures, first=1.0, longest=30.0) for _ in range(200)]

    assert most / 2 <= min(rests) < max(rests) <= most
