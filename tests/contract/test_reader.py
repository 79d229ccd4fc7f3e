"""The page that shows the description works in a browser, all by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.visits import FLAGS, visiting
from tests.contract import committed
from tests.support.appliance import Appliance
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("contract")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield started
        started.close()


def parts_down_the_page(page: Page, many: int) -> set[str]:
    """What the headings say from top to bottom; only those in sight are in the page."""
    seen: set[str] = set()

    def all_seen() -> bool:
        seen.update(page.locator("h3.opblock-tag a").all_inner_texts())
        page.mouse.wheel(0, 600)
        return len(seen) >= many

    until(all_seen, what=lambda: f"only {seen}")
    return seen


def test_the_page_shows_every_part_without_a_complaint_or_a_foreign_host(
    browser: Browser, appliance_of_the_contract: Appliance
) -> None:
    described = {tag["name"] for tag in committed.read()["tags"]}
    with visiting(browser, appliance_of_the_contract.base_url, "desktop") as visit:
        visit.page.goto(f"{visit.base_url}/schema")
        visit.page.locator("h3.opblock-tag").first.wait_for()

        assert parts_down_the_page(visit.page, len(described)) == described

        visit.page.goto("about:blank")
        visit.page.goto(f"{visit.base_url}/schema#/downloads/startDownload")
        expect(visit.page.get_by_text("existingId").first).to_be_visible()

        assert visit.complaints == []
