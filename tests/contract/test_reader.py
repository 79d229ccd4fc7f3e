"""The page that shows the description works in a browser, all by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.visits import FLAGS, visiting
from tests.support.appliance import Appliance

pytestmark = pytest.mark.xdist_group("contract")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield started
        started.close()


def test_the_page_shows_every_part_without_a_complaint_or_a_foreign_host(
    browser: Browser, appliance_of_the_contract: Appliance
) -> None:
    with visiting(browser, appliance_of_the_contract.base_url, "desktop") as visit:
        visit.page.goto(f"{visit.base_url}/schema")
        expect(visit.page.locator(".opblock-tag-section")).to_have_count(14, timeout=60_000)

        visit.page.locator("#operations-downloads-startDownload .opblock-summary-control").click()
        expect(visit.page.get_by_text("existingId").first).to_be_visible()

        assert visit.complaints == []
