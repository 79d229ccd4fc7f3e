"""The code is typed into the real dashboard, and the device is ended there."""

from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from tests.browser.household import sign_in
from tests.browser.visits import FLAGS, visiting
from tests.desktop_gui.screen import PICTURES
from tests.desktop_gui.sitting import CONNECT, DASHBOARD, sitting


def test_a_person_types_the_code_and_later_ends_the_device(tmp_path: Path) -> None:
    with sitting(tmp_path) as here, sync_playwright() as playwright:
        here.client.start()
        code = here.ask_for_code()
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with visiting(chromium, here.nest.base_url, "desktop") as visit:
            sign_in(visit)
            visit.go("/pair")
            page = visit.page
            # As a person types it: small letters and no dash.
            page.locator("input.code").fill(code.replace("-", "").lower())
            page.get_by_role("button", name="Connect", exact=True).click()
            here.client.reads(DASHBOARD)
            visit.go("/settings/account")
            page.get_by_text("connected", exact=False).first.wait_for()
            page.screenshot(path=PICTURES / "dashboard-devices.png", full_page=True)

            device = page.locator("li", has_text="Linux").first
            device.get_by_role("button").click()
            page.get_by_role("dialog").get_by_role("button").last.click()
            here.client.reads(CONNECT)
            expect(page.get_by_role("dialog")).to_have_count(0)
        chromium.close()
