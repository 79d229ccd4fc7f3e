"""What holds for the window on every system."""

from pathlib import Path

import pytest

from medianest_desktop.settings import WindowSettings
from medianest_desktop.window.kinds import centred, fits, free_name, is_own

PAGE = "http://127.0.0.1:4711/downloads"
SCREEN = (0, 0, 1280, 800)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://127.0.0.1:4711/requests?x=1", True),
        ("about:blank", True),
        ("blob:http://127.0.0.1:4711/0f", True),
        ("http://127.0.0.1:4712/", False),
        ("https://127.0.0.1:4711/", False),
        ("http://127.0.0.1:4711@example.org/", False),
        ("http://localhost:4711/", False),
        ("https://example.org/", False),
        ("medianest:downloads", False),
        ("file:///etc/passwd", False),
    ],
)
def test_the_window_stays_on_its_own_origin(address: str, own: bool) -> None:  # noqa: FBT001
    assert is_own(address, PAGE) is own


@pytest.mark.parametrize(
    ("suggested", "name"),
    [
        ("film.mkv", "film.mkv"),
        ("../../.bashrc", "bashrc"),
        ("..\\..\\evil.exe", "evil.exe"),
        ("/etc/passwd", "passwd"),
        ("", "download"),
        ("..", "download"),
    ],
)
def test_a_download_stays_in_its_folder(tmp_path: Path, suggested: str, name: str) -> None:
    assert free_name(tmp_path, suggested) == tmp_path / name


def test_a_download_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "film.mkv").touch()
    (tmp_path / "film (2).mkv").touch()

    assert free_name(tmp_path, "film.mkv").name == "film (3).mkv"


@pytest.mark.parametrize(
    ("x", "y", "reachable"),
    [
        (100, 60, True),
        (-300, 0, True),
        (-700, 60, False),
        (1500, 60, False),
        (100, -40, False),
        (100, 900, False),
        (None, None, False),
    ],
)
def test_a_place_is_taken_up_again_only_on_a_screen_that_is_there(
    x: int | None,
    y: int | None,
    reachable: bool,  # noqa: FBT001
) -> None:
    place = WindowSettings(width=900, height=600, x=x, y=y)

    assert fits(place, [SCREEN]) is reachable


def test_a_place_on_a_second_screen_counts_while_that_is_plugged_in() -> None:
    place = WindowSettings(width=900, height=600, x=1500, y=60)

    assert fits(place, [SCREEN, (1280, 0, 1920, 1080)])


def test_a_window_is_not_larger_than_its_screen() -> None:
    large = WindowSettings(width=1200, height=800)

    assert centred(large, (100, 0, 1024, 600)) == (108, 16, 1008, 552)
