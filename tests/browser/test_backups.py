"""Making, trying and restoring backups at the dashboard, against a real appliance."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.browser.visits import Visit, visiting
from tests.support.appliance import OWNER, Appliance

PLACE = "/settings/backups"
# A browser writes every request that finds nobody on the console, also where the page expects it.
_AWAY = ("console: Failed to load resource", "console: WebSocket connection")

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """An appliance of these tests alone: its people lose what came after a backup."""
    appliance = Appliance(tmp_path_factory.mktemp("household")).start()
    appliance.set_up()
    yield appliance
    appliance.stop()


def other_complaints(visit: Visit) -> Sequence[str]:
    return [told for told in visit.complaints if not told.startswith(_AWAY)]


def back_up(page: Page) -> None:
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_text("Good", exact=True)).to_be_visible()


def test_what_came_after_a_backup_is_put_aside_by_restoring_it(
    browser: Browser, household: Appliance
) -> None:
    with visiting(browser, household.base_url, "desktop") as visit:
        page = visit.page
        sign_in(visit)
        visit.go(PLACE)
        expect(page.get_by_text("No backup yet")).to_be_visible()
        back_up(page)
        visit.look()
        with household.owner() as client:
            late = {"name": "Late", "email": "late@example.org", "password": "a quiet afternoon"}
            assert client.post("/admin/users", json={**late, "role": "member"}).status_code == 201

        page.get_by_role("button", name="Restore the backup of").click()
        restore = page.get_by_role("button", name="Restore", exact=True).last
        expect(restore).to_be_disabled()
        page.get_by_role("checkbox").check()
        visit.look()
        restore.click()
        expect(page.get_by_text("Nothing is lost. This page goes on by itself.")).to_be_visible()
        expect(page).to_have_url(f"{household.base_url}/sign-in?next=%2Fsettings%2Fbackups")

    with visiting(browser, household.base_url, "phone", "dark") as after:
        sign_in(after)
        after.go(PLACE)
        expect(after.page.get_by_text("A backup was restored")).to_be_visible()
        after.look()
        after.page.get_by_role("button", name="Delete what was kept aside").click()
        after.page.get_by_role("button", name="Delete", exact=True).click()
        expect(after.page.get_by_text("Kept aside", exact=True)).to_have_count(0)

    with household.owner() as client:
        people = [person["name"] for person in client.get("/admin/users").json()["items"]]
    assert people == [OWNER["name"]]
    assert other_complaints(visit) == after.complaints == []


def test_a_household_is_brought_back_before_there_is_an_owner(
    browser: Browser,
    household: Appliance,
    fresh: Appliance,
    visit_fresh: Visiting,
    tmp_path: Path,
) -> None:
    file = tmp_path / "household.tar"
    with visiting(browser, household.base_url, "desktop") as there:
        sign_in(there)
        there.go(PLACE)
        there.page.get_by_role("button", name="More about the backup of").first.click()
        with there.page.expect_download() as download:
            there.page.get_by_role("menuitem", name="Download").click()
        download.value.save_as(file)

    with visit_fresh("phone") as visit:
        page = visit.page
        visit.go("/setup")
        page.get_by_role("button", name="Restore a backup instead").click()
        page.get_by_label("Set-up code").fill(fresh.setup_code)
        page.get_by_role("button", name="Show the backups").click()
        expect(page.get_by_text("No backup lies in the data folder.")).to_be_visible()
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_role("radio")).to_be_checked()
        visit.look()
        page.get_by_role("button", name="Restore this backup").click()
        expect(page).to_have_url(f"{fresh.base_url}/sign-in")
        sign_in(visit)

    assert other_complaints(visit) == there.complaints == []


def test_a_file_that_is_no_backup_is_refused_in_words(
    visit_owned: Visiting, tmp_path: Path
) -> None:
    file = tmp_path / "holiday.tar"
    file.write_bytes(b"pictures of the sea" * 1000)

    with visit_owned("phone") as visit:
        sign_in(visit)
        visit.go(PLACE)
        visit.page.locator("input[type=file]").set_input_files(file)

        expect(visit.page.get_by_text("This file is no backup of MediaNest")).to_be_visible()
        expect(visit.page.get_by_text("No backup yet")).to_be_visible()
