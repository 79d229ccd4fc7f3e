"""The dashboard as an installed page, with its service worker."""

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.household import sign_in
from tests.browser.visits import PATIENCE, SIZES, Visit
from tests.support.appliance import Appliance

# Whether the worker came to life; `ready` alone never ends when it did not.
INSTALLED = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((resolve) => setTimeout(resolve, 60_000, false)),
])"""

pytestmark = pytest.mark.xdist_group("browser")


def test_without_its_server_the_installed_page_opens_and_says_what_is_wrong(
    browser: Browser, owned: Appliance
) -> None:
    context = browser.new_context(viewport=SIZES["phone"], locale="en-US")
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), owned.base_url)
    sign_in(visit)
    assert visit.page.evaluate(INSTALLED)

    context.set_offline(offline=True)
    visit.page.goto(f"{owned.base_url}/downloads")

    expect(visit.page.get_by_text("MediaNest does not answer.")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Reload")).to_be_visible()
    context.close()


def test_it_can_be_installed(browser: Browser, owned: Appliance) -> None:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{owned.base_url}/sign-in")

    manifest = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then(answer => answer.json())"
    )
    icons = [page.request.get(owned.base_url + icon["src"]) for icon in manifest["icons"]]

    assert manifest["display"] == "standalone"
    assert [icon.status for icon in icons] == [200] * len(icons)
    context.close()
