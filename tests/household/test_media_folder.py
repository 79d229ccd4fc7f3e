"""Where the media lies: given, chosen or by default, and never on a disk that is not there."""

from pathlib import Path

import pytest
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.household.feature import HouseholdFeature
from medianest.household.service import Household, Identity
from medianest.infra.media import MARKER, MediaFolderRefusedError

_FOLDER = "/admin/settings/media"


async def _closed() -> bool:
    return False


def household(default: Path, given: Path | None = None) -> Household:
    return Household(Identity("Home", "0123456789ab", "1.0", "0.1"), _closed, given, default)


def doors(served: Household) -> Doors:
    return Doors([HouseholdFeature(served, "/api/v1")])


@pytest.mark.usefixtures("database")
async def test_the_chosen_folder_outlives_a_restart(tmp_path: Path) -> None:
    chosen = tmp_path / "disk" / "media"

    async with doors(household(tmp_path / "default")).enter(Role.OWNER) as owner:
        answer = await owner.put(_FOLDER, json={"path": f" {chosen} "})

    assert answer.json()["state"]["writable"] is True
    assert await household(tmp_path / "default").media_dir() == chosen


@pytest.mark.usefixtures("database")
async def test_a_folder_that_the_settings_give_cannot_be_changed(tmp_path: Path) -> None:
    given = tmp_path / "given"

    async with doors(household(tmp_path, given)).enter(Role.OWNER) as owner:
        answer = await owner.put(_FOLDER, json={"path": str(tmp_path / "other")})
        shown = await owner.get(_FOLDER)

    assert (answer.status_code, answer.json()["code"]) == (409, "locked_by_settings")
    assert (shown.json()["locked"], shown.json()["state"]["path"]) == (True, str(given))
    assert not (tmp_path / "other").exists()


@pytest.mark.usefixtures("database")
async def test_a_folder_that_cannot_be_used_is_refused_and_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async with doors(household(tmp_path / "default")).enter(Role.OWNER) as owner:
        relative = await owner.put(_FOLDER, json={"path": "media"})
        is_file = await owner.put(_FOLDER, json={"path": str(tmp_path / "file")})

    assert {relative.json()["code"], is_file.json()["code"]} == {MediaFolderRefusedError.code}
    assert await household(tmp_path / "default").media_dir() == tmp_path / "default"


@pytest.mark.usefixtures("database")
async def test_only_who_manages_settings_may_look_at_them(tmp_path: Path) -> None:
    async with doors(household(tmp_path)).enter(Role.ADMIN) as admin:
        answers = [await admin.get(_FOLDER), await admin.get("/admin/settings")]

    assert {answer.status_code for answer in answers} == {403}


@pytest.mark.usefixtures("database")
async def test_a_used_folder_that_lost_its_mark_is_a_disk_that_is_gone(tmp_path: Path) -> None:
    first = household(tmp_path / "media")
    await first.claim_first()
    (tmp_path / "media" / MARKER).unlink()

    await first.claim_first()

    assert (await first.media_folder()).state.mounted is False
