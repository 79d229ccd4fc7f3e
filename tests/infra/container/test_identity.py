"""Who a container becomes, without becoming it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from medianest.infra.container._become import hand_over
from medianest.infra.container._identity import Identity, chosen, umask
from medianest.infra.container._zone import apply_zone
from medianest.infra.supervisor import OwnerMustActError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")


@pytest.fixture
def zone_put_back() -> Iterator[None]:
    """Listed first by whoever changes TZ, so that it acts after the variable is as before."""
    yield
    time.tzset()


def test_what_is_given_wins(tmp_path: Path) -> None:
    found = chosen({"PUID": "1026", "PGID": "100"}, tmp_path)

    assert (found.uid, found.gid) == (1026, 100)


@as_root
def test_else_it_is_the_owner_of_the_data(tmp_path: Path) -> None:
    os.chown(tmp_path, 99, 100)

    found = chosen({"PUID": "", "PGID": ""}, tmp_path)

    assert (found.uid, found.gid) == (99, 100)


@as_root
def test_else_the_usual_user_and_never_root(tmp_path: Path) -> None:
    os.chown(tmp_path, 0, 0)

    assert chosen({}, tmp_path).uid == 1000
    assert chosen({}, tmp_path / "not there").gid == 1000


@as_root
def test_a_folder_of_group_root_does_not_make_us_one_of_that_group(tmp_path: Path) -> None:
    os.chown(tmp_path, 99, 0)

    found = chosen({}, tmp_path)

    assert (found.uid, found.gid) == (99, 1000)
    assert 0 not in found.groups


@pytest.mark.parametrize("given", ["0", "-1", "1000:100", "olga", "99999999999"])
def test_a_number_that_is_nobody_s_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(OwnerMustActError, match="PUID="):
        chosen({"PUID": given}, tmp_path)


@pytest.mark.parametrize(("given", "mask"), [("", 0o022), ("002", 0o002), ("77", 0o077)])
def test_a_mask_is_read_as_octal(given: str, mask: int) -> None:
    assert umask({"UMASK": given}) == mask


@pytest.mark.parametrize("given", ["8", "rwx", "1777", "-1"])
def test_what_is_no_mask_is_refused(given: str) -> None:
    with pytest.raises(OwnerMustActError, match="UMASK="):
        umask({"UMASK": given})


@pytest.mark.parametrize("zone", ["Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_a_known_zone_is_taken(
    zone_put_back: None, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)

    apply_zone()

    assert os.environ["TZ"] == zone


def test_an_empty_zone_counts_as_not_given(
    zone_put_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "")

    apply_zone()

    assert "TZ" not in os.environ


def test_an_unknown_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berln")

    with pytest.raises(OwnerMustActError, match="Europe/Berln"):
        apply_zone()


@as_root
def test_a_folder_is_given_whole_and_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "media"
    outside.touch()
    data = tmp_path / "data"
    (data / "postgres" / "17").mkdir(parents=True)
    (data / "link").symlink_to(outside)

    hand_over(data, Identity(1026, 100))

    given = [data, data / "postgres", data / "postgres" / "17", data / "link"]
    assert {(path.lstat().st_uid, path.lstat().st_gid) for path in given} == {(1026, 100)}
    assert outside.stat().st_uid != 1026


@as_root
def test_what_is_theirs_already_is_not_walked_through(tmp_path: Path) -> None:
    os.chown(tmp_path, 1026, 100)
    other = tmp_path / "lost+found"
    other.mkdir()

    hand_over(tmp_path, Identity(1026, 100))

    assert other.stat().st_uid != 1026


@as_root
def test_a_hand_over_that_was_broken_off_is_finished(tmp_path: Path) -> None:
    os.chown(tmp_path, 1000, 1000)
    (tmp_path / "postgres").mkdir()
    os.chown(tmp_path / "postgres", 1026, 100)

    hand_over(tmp_path, Identity(1026, 100))

    assert tmp_path.stat().st_uid == 1026


@as_root
def test_media_that_are_mounted_in_the_folder_stay_their_owner_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = [tmp_path / "media", tmp_path / "postgres"]
    for place in mounts:
        (place / "inside").mkdir(parents=True)
    monkeypatch.setattr(
        "psutil.disk_partitions",
        lambda **_: [SimpleNamespace(mountpoint=str(place)) for place in mounts],
    )

    hand_over(tmp_path, Identity(1026, 100))

    owners = [place.stat().st_uid for mount in mounts for place in (mount, mount / "inside")]
    assert owners == [0, 0, 1026, 1026]


@as_root
def test_who_has_stepped_down_cannot_step_up_again() -> None:
    words = (
        "from medianest.infra.container._become import _step_down;"
        "from medianest.infra.container._identity import Identity;"
        "_step_down(Identity(1026, 100)); print(open('/proc/self/status').read())"
    )

    said = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    ).stdout

    facts = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    assert facts["NoNewPrivs"].strip() == "1"
    assert int(facts["CapEff"], 16) == int(facts["CapPrm"], 16) == 0
    assert facts["Groups"].split() == ["100"]
