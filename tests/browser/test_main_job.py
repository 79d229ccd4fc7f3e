"""A newcomer's first minutes: from the wizard to a finished download."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visiting
from tests.browser.household import make_owner, submit
from tests.browser.visits import Size
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support.appliance import Appliance

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize(
    ("fresh", "size"), [("virgin", "desktop"), ("", "phone")], indirect=["fresh"]
)
def test_a_newcomer_gets_from_the_wizard_to_a_finished_download(
    fresh: Appliance, visit_fresh: Visiting, site: MediaSite, videos: Videos, size: Size
) -> None:
    site.put("/holiday.mp4", videos.mp4.read_bytes())

    with visit_fresh(size) as visit:
        visit.go("/")
        visit.look()
        make_owner(visit, fresh.setup_code)
        visit.look()
        visit.page.get_by_role("button", name="Continue").click()
        _skip(visit.page, "Connect Plex")
        _skip(visit.page, "Where should news reach you?")
        visit.page.get_by_role("link", name="Open the dashboard").click()
        submit(visit, site.url("/holiday.mp4"))
        expect(visit.page.get_by_text("Added:")).to_be_visible()
        visit.page.goto(f"{fresh.base_url}/downloads")
        row = visit.page.get_by_role("listitem").filter(has_text="holiday")
        expect(row.get_by_text("Ready to watch")).to_be_visible()
        expect(row.locator("img")).to_have_js_property("naturalWidth", 160)
        visit.look()
        row.get_by_role("link", name="holiday").click()
        expect(visit.page.get_by_text("Looking at it")).to_be_visible()
        visit.look()

    assert visit.complaints == []


def test_the_wizard_connects_a_plex_server(fresh: Appliance, visit_fresh: Visiting) -> None:
    with PlexStandIn() as plex, visit_fresh("desktop") as visit:
        plex.add_library("Web videos", "show", {str(fresh.media_dir): fresh.media_dir})
        visit.go("/")
        make_owner(visit, fresh.setup_code)
        visit.page.get_by_role("button", name="Continue").click()
        visit.page.get_by_label("Address").fill(plex.url)
        visit.page.get_by_label("Token", exact=True).fill(plex.token)
        visit.page.get_by_role("button", name="Connect").click()
        _skip(visit.page, "Where should news reach you?")
        visit.go("/settings/plex")

        expect(visit.page.get_by_text("Fits", exact=True)).to_be_visible()


def test_a_wrong_set_up_code_is_told_and_nothing_is_lost(
    fresh: Appliance, visit_fresh: Visiting
) -> None:
    with visit_fresh("phone") as visit:
        visit.go("/")
        visit.page.get_by_label("Set-up code").fill("WRON-GGGG-CODE")
        visit.page.get_by_label("Name").fill("Olga")
        visit.page.get_by_label("E-mail").fill("olga@example.org")
        visit.page.get_by_label("Password", exact=True).fill("correct horse battery")
        visit.page.get_by_role("button", name="Create the owner").click()

        expect(visit.page.get_by_role("alert").filter(has_text="set-up code")).to_be_visible()
        expect(visit.page.get_by_label("Name")).to_have_value("Olga")


def _skip(page: Page, step: str) -> None:
    page.get_by_role("heading", name=step).wait_for()
    page.get_by_role("button", name="Skip for now").click()
