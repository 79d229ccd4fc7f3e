"""Speed and remaining time, as they are shown while a video is fetched."""

import pytest

from medianest.downloads.ytdlp._pace import Pace, remaining


def pace_of(*seen: tuple[float, int]) -> float | None:
    moments = iter([at for at, _ in seen])
    pace = Pace(lambda: next(moments))
    return [pace.speed(downloaded) for _, downloaded in seen][-1]


def test_the_first_bytes_say_nothing_of_the_speed_even_when_a_fetch_is_resumed() -> None:
    assert pace_of((0, 900_000)) is None


def test_whole_fragments_have_a_speed_too() -> None:
    assert pace_of((0, 100), (4, 200), (8, 300)) == pytest.approx(25)


def test_what_was_long_ago_does_not_count() -> None:
    steady = [(float(second), 1000 * second) for second in range(31)]

    assert pace_of(*steady, (40, 30_000), (50, 30_000)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("downloaded", "total", "speed", "seconds"),
    [(50, 100, 10, 5), (120, 100, 10, 0), (50, 0, 10, None), (50, 100, None, None)],
)
def test_the_rest_is_told_when_it_can_be_known(
    downloaded: int, total: int, speed: float | None, seconds: float | None
) -> None:
    assert remaining(downloaded, total, speed) == seconds
