"""Every page, at both sizes and in both themes: nothing on it is broken."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.browser.visits import Scheme, Size

pytestmark = pytest.mark.xdist_group("browser")

PAGES = (
    "/",
    "/requests",
    "/library",
    "/downloads",
    "/notifications",
    "/search",
    "/calendar",
    "/settings",
    "/settings/plex",
    "/settings/tmdb",
    "/settings/overseerr",
    "/settings/requests",
    "/settings/media",
    "/settings/channels",
    "/settings/trakt",
    "/settings/appearance",
    "/settings/account",
    "/settings/backups",
    "/settings/people",
    "/settings/jobs",
)


@pytest.mark.parametrize(
    ("size", "scheme", "language", "last_heading"),
    [
        # Each size, scheme and language once: none of them depends on another.
        ("desktop", "light", "en-US", "Jobs"),
        ("phone", "dark", "de-DE", "Aufträge"),
    ],
)
def test_no_page_breaks_scrolls_sideways_shuts_anybody_out_or_calls_abroad(
    visit_owned: Visiting, size: Size, scheme: Scheme, language: str, last_heading: str
) -> None:
    with visit_owned(size, scheme, language) as visit:
        sign_in(visit)
        for path in PAGES:
            visit.go(path)
            visit.look()

        expect(visit.page.get_by_role("heading", level=1)).to_have_text(last_heading)
        expect(visit.page.locator("html")).to_have_attribute("lang", language[:2])

    assert visit.complaints == []


def test_an_address_that_leads_nowhere_says_so(visit_owned: Visiting) -> None:
    with visit_owned("phone") as visit:
        visit.go("/no/such/page")

        expect(visit.page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_the_plain_pages_work_without_a_script(visit_owned: Visiting) -> None:
    with visit_owned("phone") as visit:
        visit.go("/plain/sign-in")
        visit.look()

    assert visit.complaints == []
