from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.dashboard.feature import DashboardFeature
from medianest.dashboard.service import Dashboard
from medianest.downloads.pictures import Pictures
from medianest.downloads.queries import submitting
from medianest.downloads.service import Shown
from medianest.infra import media
from medianest.infra.database import execute
from medianest.infra.media import MediaFolderState
from medianest.infra.storage import in_folder
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.monitoring import queries as monitoring
from medianest.monitoring.service import Services


@dataclass
class Home:
    doors: Doors
    owner: httpx2.AsyncClient
    member: httpx2.AsyncClient
    services: Services

    async def download(self, role: Role, state: str) -> UUID:
        new = submitting.NewDownload(
            id=new_id(),
            url="https://videos.example/1",
            link_key=str(new_id()),
            profile="video-1080p",
            person=self.doors.people[role],
            at=now(),
        )
        await submitting.add(new)
        await execute("UPDATE youtube_downloads SET state = $2 WHERE id = $1", new.id, state)
        return new.id


@pytest.fixture
async def home(database: str, tmp_path: Path) -> AsyncIterator[Home]:
    assert database
    folder = tmp_path / "media"
    media.claim(folder)
    services = Services(Vault(tmp_path / "keys"))

    async def media_dir() -> Path:
        return folder

    async def storage() -> list[MediaFolderState]:
        return [media.state(folder)]

    async def unread(_: UUID) -> int:
        return 3

    downloads = Shown(Pictures(in_folder(tmp_path / "pictures")))
    dashboard = Dashboard(downloads, services.list, storage, unread)
    doors = Doors([DashboardFeature(dashboard, "/api/v1")])
    async with doors.enter(Role.OWNER) as owner, doors.enter(Role.MEMBER) as member:
        yield Home(doors, owner, member, services)


async def test_the_start_page_shows_what_is_new_running_and_broken(home: Home) -> None:
    new = await home.download(Role.OWNER, "available")
    running = await home.download(Role.OWNER, "downloading")
    broken = await home.download(Role.OWNER, "failed")

    board = (await home.owner.get("/dashboard")).json()

    assert [one["id"] for one in board["recent"]] == [str(new)]
    assert [one["id"] for one in board["running"]] == [str(running)]
    assert [one["id"] for one in board["failed"]] == [str(broken)]
    assert board["counts"] == {"running": 1, "failed": 1, "available": 1}
    assert board["storage"][0]["mounted"] is True
    assert board["unread"] == 3


async def test_a_member_sees_neither_the_downloads_of_others_nor_addresses(home: Home) -> None:
    await home.download(Role.OWNER, "available")
    await home.services.save("overseerr", url="http://192.168.1.9:5055")
    await monitoring.save_status("overseerr", "down", "192.168.1.9 refuses", at=now())

    answer = await home.member.get("/dashboard")
    one = (await home.member.get("/dashboard/status/overseerr")).json()

    assert answer.json()["recent"] == []
    assert one["status"]["state"] == "down"
    assert "192.168" not in answer.text
    assert "192.168" in (await home.owner.get("/dashboard/status")).text


async def test_the_summary_is_flat_numbers(home: Home) -> None:
    await home.download(Role.OWNER, "queued")
    await home.services.save("overseerr", url="http://seerr")
    await monitoring.save_status("overseerr", "ok", "", at=now())

    summary = (await home.owner.get("/summary")).json()

    assert (summary["downloadsRunning"], summary["servicesUp"], summary["servicesDown"]) == (
        1,
        1,
        0,
    )
    assert summary["storageTotal"] > 0
    assert all(isinstance(number, int) for number in summary.values())


async def test_the_overview_needs_a_sign_in(home: Home) -> None:
    home.member.headers.pop("Authorization")

    codes = [
        (await home.member.get(path)).status_code
        for path in ("/dashboard", "/dashboard/stats", "/dashboard/status", "/summary")
    ]

    assert codes == [401] * 4


async def test_an_unknown_service_is_not_found(home: Home) -> None:
    assert (await home.owner.get("/dashboard/status/nobody")).status_code == 404
