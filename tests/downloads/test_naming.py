"""Names that every file system takes, whatever a site calls its videos."""

from pathlib import PurePosixPath

import pytest

from medianest.downloads.naming import EpisodeName, FilmName
from medianest.downloads.ytdlp.wire import VideoInfo

TITLES = [
    "..",
    "...",
    "../../etc/passwd",
    "\u96fb" * 400,
    "cat \U0001f408 / dog \\ bird",
    "a\x07b\x1b[31m",
    "CON",
    "",
]


def called(title: str) -> VideoInfo:
    return VideoInfo(id="x/../1", site="Site", title=title, channel=title, channel_id="../2")


@pytest.mark.parametrize("title", TITLES)
def test_a_film_lies_in_a_folder_of_its_own_and_nowhere_else(title: str) -> None:
    path = FilmName(called(title)).path(".mp4", 1)

    assert len(path.parts) == 2
    assert_tame(path)


@pytest.mark.parametrize("title", TITLES)
def test_an_episode_lies_in_its_season_of_its_channel_and_nowhere_else(title: str) -> None:
    path = EpisodeName(called(title), 2026, 112101).path(".mp4", 1)

    assert (len(path.parts), path.parts[1]) == (3, "Season 2026")
    assert_tame(path)


def assert_tame(path: PurePosixPath) -> None:
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert all(len(part.encode()) < 250 and part.isprintable() for part in path.parts)
    assert not any(sign in part for part in path.parts for sign in '<>:"/\\|?*')


def test_digits_of_a_title_are_not_taken_for_the_number_of_an_episode() -> None:
    name = EpisodeName(called("s2 e4"), 2026, 112101).path(".mp4", 1).name

    assert "s2026e112101" in name
    assert "s2 e4" not in name.partition("s2026e112101")[2]
