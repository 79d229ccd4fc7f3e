import stat
from pathlib import Path

from medianest.infra.instance import instance_id


def test_the_id_stays_the_same(tmp_path: Path) -> None:
    first = instance_id(tmp_path / "data")

    assert len(first) == 12
    assert instance_id(tmp_path / "data") == first


def test_the_folder_stays_open_to_whom_it_was_open(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    instance_id(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_two_appliances_differ(tmp_path: Path) -> None:
    assert instance_id(tmp_path / "one") != instance_id(tmp_path / "two")


def test_an_emptied_file_is_made_anew_once(tmp_path: Path) -> None:
    (tmp_path / "instance-id").write_text("")

    made = instance_id(tmp_path)

    assert len(made) == 12
    assert instance_id(tmp_path) == made
