"""The folders are tried, and what is wrong is said with its cure."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from medianest.infra.container import alone_on, look_at_data, look_at_media
from medianest.infra.container._address import reached_at
from medianest.infra.container._run_folder import run_folder
from medianest.infra.supervisor import OwnerMustActError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
Act = Callable[[], object]


def as_user(uid: int, act: Act) -> str:
    """What `act` is refused with as that user; empty when it is not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
        said = ""
        try:
            act()
        except OwnerMustActError as refused:
            said = str(refused)
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user reaches and nobody has used."""
    # Not pytest's own: one of its parents is closed to others.
    with TemporaryDirectory(prefix="medianest-") as place:
        Path(place).chmod(0o755)
        made = Path(place, "data")
        made.mkdir()
        made.chmod(0o1777)
        yield made


def test_a_good_folder_is_left_as_it_was(tmp_path: Path) -> None:
    look_at_data(tmp_path)

    assert list(tmp_path.iterdir()) == []


@as_root
def test_a_folder_that_may_not_be_written_to_is_refused(open_folder: Path) -> None:
    open_folder.chmod(0o755)

    said = as_user(1026, lambda: look_at_data(open_folder))

    assert f"{open_folder} belongs to user 0:0" in said
    assert f"chown -R 1026:1026 {open_folder}" in said


@as_root
def test_data_of_somebody_else_are_refused(open_folder: Path) -> None:
    (open_folder / "postgres").mkdir()

    said = as_user(1026, lambda: look_at_data(open_folder))

    assert "belongs to user 0, and MediaNest runs as user 1026" in said


@as_root
def test_what_a_disk_or_a_nas_keeps_beside_the_data_does_not_matter(open_folder: Path) -> None:
    (open_folder / "lost+found").mkdir(mode=0o700)

    assert as_user(1026, lambda: look_at_data(open_folder)) == ""


@as_root
def test_media_of_somebody_else_are_refused(open_folder: Path) -> None:
    open_folder.chmod(0o755)

    said = as_user(1026, lambda: look_at_media(open_folder))

    assert "user 1026:1026, may not write to the media folder" in said


def test_media_that_are_not_there_are_not_refused(tmp_path: Path) -> None:
    look_at_media(tmp_path / "unplugged")

    # Made here, it would be filled instead of the disk that is to be mounted.
    assert not (tmp_path / "unplugged").exists()


def test_only_one_is_let_in(tmp_path: Path) -> None:
    with alone_on(tmp_path), pytest.raises(OwnerMustActError, match="Another MediaNest"):
        alone_on(tmp_path).__enter__()


def test_the_first_place_that_can_be_written_to_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert run_folder((tmp_path / "file" / "a", tmp_path / "b")) == tmp_path / "b"


@pytest.mark.parametrize(
    ("host", "reached"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.168.1.5", "192.168.1.5"), ("nas", "nas")],
)
def test_the_health_check_asks_where_somebody_listens(host: str, reached: str) -> None:
    assert reached_at(host) == reached
