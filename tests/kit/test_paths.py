import stat
from pathlib import Path

import pytest

from medianest.kit.paths import (
    atomic_write,
    create_once,
    free_space,
    is_inside,
    private_folder,
    weight,
)


def test_a_private_folder_is_closed_to_others_even_if_it_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True, mode=0o755)

    private_folder(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_atomic_write_replaces_whole_and_leaves_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "code"
    atomic_write(file, "old and longer")

    atomic_write(file, b"new")

    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_atomic_write_leaves_nothing_behind(tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    (blocked / "inside").mkdir(parents=True)

    with pytest.raises(OSError, match="folder"):
        atomic_write(blocked, "x")

    assert list(tmp_path.iterdir()) == [blocked]


def test_create_once_keeps_the_first(tmp_path: Path) -> None:
    file = tmp_path / "id"

    assert create_once(file, "first")
    assert not create_once(file, "second")

    assert file.read_text() == "first"
    assert list(tmp_path.iterdir()) == [file]


def test_free_space_is_known_before_the_folder_exists(tmp_path: Path) -> None:
    assert free_space(tmp_path / "not" / "yet") == free_space(tmp_path) > 0


def test_a_folder_weighs_what_the_files_below_it_do(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "three").write_bytes(b"123")
    (inner / "four").write_bytes(b"1234")

    assert weight(tmp_path) == 7
    assert weight(inner / "four") == 4


def test_what_is_not_there_weighs_nothing(tmp_path: Path) -> None:
    assert weight(tmp_path / "gone") == 0


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("a", True),
        (".", True),
        ("a/../b", True),
        ("../x", False),
        ("link/x", False),
        ("/etc", False),
    ],
)
def test_links_and_dots_do_not_lead_out_unseen(tmp_path: Path, path: str, *, inside: bool) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)

    assert is_inside(folder / path, folder) is inside


def test_a_sibling_with_the_same_beginning_is_not_inside(tmp_path: Path) -> None:
    assert not is_inside(tmp_path / "media2", tmp_path / "media")
