"""The dashboard below a path of a host that a real nginx shares among several programs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.household import sign_in
from tests.browser.test_installed import INSTALLED
from tests.browser.visits import PATIENCE, visiting
from tests.support.appliance import Appliance
from tests.support.front import nginx_before

BASE = "/medianest"

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    folder = tmp_path_factory.mktemp("moved")
    appliance = Appliance(folder, MEDIANEST__SERVER__BASE_PATH=BASE).start()
    appliance.set_up()
    yield appliance
    appliance.stop()


@pytest.mark.parametrize("strips", [False, True], ids=["passes the prefix on", "takes it off"])
def test_a_person_works_below_the_path_and_never_leaves_it(
    browser: Browser, moved: Appliance, *, strips: bool
) -> None:
    with (
        nginx_before(moved.base_url, BASE, strips=strips) as address,
        visiting(browser, address, "desktop") as visit,
    ):
        page = visit.page
        sign_in(visit)
        cookies = {cookie["name"]: cookie["path"] for cookie in page.context.cookies()}
        page.get_by_role("link", name="Downloads", exact=True).click()
        expect(page).to_have_url(f"{address}/downloads")
        expect(page.locator("a[aria-current=page]:visible")).to_have_text("Downloads")
        with moved.owner() as client:
            client.post("/youtube/downloads", json={"url": f"http://127.0.0.1:9/{strips}.mp4"})
        expect(page.locator(f"a.title:has-text('{strips}.mp4')").first).to_be_visible()
        visit.go("/settings/appearance")
        complaints = list(visit.complaints)
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{address}/sign-in")

    assert cookies == {
        "medianest_access": BASE,
        "medianest_csrf": BASE,
        "medianest_refresh": f"{BASE}/api/v1/auth",
    }
    assert complaints == []
    # What was being asked when the session ended may be refused, but nobody is sent elsewhere.
    assert not [one for one in visit.complaints if one.startswith("foreign host")]


def test_the_installed_page_has_no_say_in_the_host_s_other_programs(
    browser: Browser, moved: Appliance
) -> None:
    with nginx_before(moved.base_url, BASE, strips=False) as address:
        context = browser.new_context(locale="en-US")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{address}/sign-in")

        assert page.evaluate(INSTALLED)
        scope = page.evaluate("navigator.serviceWorker.ready.then(worker => worker.scope)")
        context.close()

    assert scope == f"{address}/"


def test_whoever_comes_past_the_proxy_is_led_below_the_path(
    browser: Browser, moved: Appliance
) -> None:
    with visiting(browser, moved.base_url, "phone") as visit:
        visit.page.goto(f"{moved.base_url}/sign-in?next=%2Fdownloads")

        expect(visit.page).to_have_url(f"{moved.base_url}{BASE}/sign-in?next=%2Fdownloads")

    assert visit.complaints == []
