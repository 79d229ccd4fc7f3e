from pathlib import Path

import pytest

from medianest.plex.paths import is_same_file, root_of
from medianest.plex.scans import gathered
from medianest.plex.schemas import PathMapping


def test_a_mapping_reaches_below_its_folder(tmp_path: Path) -> None:
    mapping = PathMapping(local=str(tmp_path), plex="/data/media")

    root = root_of("/data/media/tv", [mapping], tmp_path)

    assert root is not None
    assert (root.local, root.guessed) == (tmp_path / "tv", False)
    assert root.to_plex(tmp_path / "tv" / "a" / "b.mp4") == "/data/media/tv/a/b.mp4"


def test_a_mapping_inside_of_a_location_stands_for_that_part(tmp_path: Path) -> None:
    mapping = PathMapping(local=str(tmp_path), plex="/data/youtube")

    root = root_of("/data", [mapping], tmp_path)

    assert root is not None
    assert root.to_plex(tmp_path / "b.mp4") == "/data/youtube/b.mp4"


def test_a_plex_on_windows_gets_its_own_kind_of_path(tmp_path: Path) -> None:
    mapping = PathMapping(local=str(tmp_path), plex="D:\\Media")

    root = root_of("D:\\Media\\TV", [mapping], tmp_path)

    assert root is not None
    assert root.to_plex(tmp_path / "TV" / "a" / "b.mp4") == "D:\\Media\\TV\\a\\b.mp4"


def test_the_closest_of_several_mappings_counts(tmp_path: Path) -> None:
    wide = PathMapping(local="/wide", plex="/data")
    close = PathMapping(local=str(tmp_path), plex="/data/tv")

    root = root_of("/data/tv", [wide, close], tmp_path)

    assert root is not None
    assert root.local == tmp_path


def test_the_same_path_here_needs_no_mapping(tmp_path: Path) -> None:
    root = root_of(str(tmp_path), [], tmp_path)

    assert root is not None
    assert (root.local, root.guessed) == (tmp_path, False)


@pytest.mark.parametrize("location", ["/plex/tv", "/deep/plex/tv", "E:\\plex\\tv"])
def test_equal_names_are_proposed_as_a_guess(tmp_path: Path, location: str) -> None:
    (tmp_path / "tv").mkdir()

    root = root_of(location, [], tmp_path)

    assert root is not None
    assert (root.local, root.guessed) == (tmp_path / "tv", True)


def test_the_same_path_outside_of_the_media_folder_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "other").mkdir()

    assert root_of(str(tmp_path / "other"), [], tmp_path / "media") is None


@pytest.mark.parametrize(
    ("wanted", "seen", "same"),
    [
        ("/tv/a/x [id1].mp4", "/other/b/x [id1].mp4", True),
        ("/tv/a/x.mp4", "/other/a/x.mp4", True),
        ("/tv/a/x.mp4", "/tv/b/x.mp4", False),
        ("/tv/a/x [id1].mp4", "/tv/a/x [id2].mp4", False),
        ("/tv/a/x [id1].mp4", "D:\\tv\\a\\x [id1].mp4", True),
        ("/tv/a/B\u00e4r [1].mp4", "/tv/a/Ba\u0308r [1].mp4", True),
    ],
)
def test_a_file_is_known_again_under_plexs_name(wanted: str, seen: str, same: bool) -> None:  # noqa: FBT001
    assert is_same_file(wanted, seen) is same


@pytest.mark.parametrize(
    ("folders", "scans"),
    [
        ({"/tv/a": "/tv"}, ["/tv/a"]),
        ({"/tv/a": "/tv", "/tv/a/s1": "/tv"}, ["/tv/a"]),
        ({"/tv/a": "/tv", "/tv/ab": "/tv"}, ["/tv/a", "/tv/ab"]),
        ({"/tv/a": "/tv", "/tv/b": "/tv", "/tv/c": "/tv"}, ["/tv"]),
        ({"/1/a": "/1", "/1/b": "/1", "/2/a": "/2"}, ["/1/a", "/1/b", "/2/a"]),
        ({"/tv/a": "/tv", "": "/tv"}, [""]),
    ],
)
def test_folders_are_gathered_never_above_their_root(
    folders: dict[str, str], scans: list[str]
) -> None:
    assert gathered(folders) == scans
