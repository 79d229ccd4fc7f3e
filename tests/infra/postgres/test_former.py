"""What an upgrade leaves behind is kept for 30 days, and not a day of use longer or shorter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medianest.infra.postgres._former import clear_former
from medianest.infra.postgres._home import Home

DAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for major in (17, 18):
        cluster = tmp_path / "postgres" / str(major)
        cluster.mkdir(parents=True)
        (cluster / "PG_VERSION").write_text(f"{major}\n")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "postgres-17-before-18.dump").touch()
    return Home(tmp_path / "postgres", None)


def clear(home: Home, day: datetime) -> tuple[bool, bool]:
    """Whether the former cluster and its dump are left."""
    backups = home.folder.parent / "backups"
    clear_former(home, backups, day)
    return home.cluster(17).exists(), any(backups.iterdir())


def test_a_former_cluster_is_cleared_with_its_dump_after_thirty_days(home: Home) -> None:
    first = clear(home, DAY)
    still = clear(home, DAY + timedelta(days=30))
    after = clear(home, DAY + timedelta(days=30, seconds=1))

    assert (first, still, after) == ((True, True), (True, True), (False, False))
    assert home.cluster(18).exists()
    assert sorted(path.name for path in home.folder.iterdir()) == ["18"]


def test_who_goes_back_and_comes_again_has_thirty_new_days(home: Home) -> None:
    clear(home, DAY)
    (home.cluster(18) / "PG_VERSION").unlink()
    clear(home, DAY + timedelta(days=20))
    (home.cluster(18) / "PG_VERSION").write_text("18\n")

    clear(home, DAY + timedelta(days=40))

    assert clear(home, DAY + timedelta(days=60)) == (True, True)
