"""Quiet hours and mornings, by the clock on the wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from medianest_desktop.live.local_time import LocalTime
from medianest_desktop.settings import QuietHours

BERLIN = ZoneInfo("Europe/Berlin")


def wall(text: str, *, fold: int = 0) -> LocalTime:
    at = datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)
    return LocalTime(lambda: at, BERLIN)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-11-21T21:59", False),
        ("2026-11-21T22:00", True),
        ("2026-11-22T00:00", True),
        ("2026-11-22T06:59", True),
        ("2026-11-22T07:00", False),
        # In the night in which summer time begins, 02:00 to 03:00 is missing.
        ("2026-03-29T01:59", True),
        ("2026-03-29T03:00", True),
        ("2026-03-29T07:00", False),
    ],
)
def test_quiet_hours_reach_over_midnight(at: str, *, quiet: bool) -> None:
    assert wall(at).is_quiet(QuietHours(on=True, start="22:00", end="07:00")) is quiet


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_comes_twice_is_quiet_twice(fold: int) -> None:
    hours = QuietHours(on=True, start="02:00", end="03:00")

    assert wall("2026-10-25T02:30", fold=fold).is_quiet(hours)
    assert not wall("2026-10-25T03:00").is_quiet(hours)


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    hours = QuietHours(on=True, start="13:00", end="15:00")

    asked = [wall(f"2026-11-21T{hour}:30").is_quiet(hours) for hour in (12, 13, 15)]

    assert asked == [False, True, False]


def test_quiet_hours_that_are_off_are_never_quiet() -> None:
    assert not wall("2026-11-21T23:00").is_quiet(QuietHours(on=False))


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-11-21T23:10", "2026-11-22T07:00+01:00"),
        ("2026-11-22T02:10", "2026-11-22T07:00+01:00"),
        ("2026-11-22T08:00", "2026-11-23T07:00+01:00"),
        # Summer time begins in between: seven on the wall is an hour earlier.
        ("2026-03-28T20:00", "2026-03-29T07:00+02:00"),
    ],
)
def test_tomorrow_is_the_coming_morning(at: str, morning: str) -> None:
    assert wall(at).tomorrow() == datetime.fromisoformat(morning)
