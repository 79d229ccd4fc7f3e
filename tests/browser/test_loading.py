"""What a browser shows while pieces of the dashboard do not arrive."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route, expect
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in

pytestmark = pytest.mark.xdist_group("browser")

PIECES = "**/_app/immutable/entry/app.*.js"
GIVEN_UP = "The dashboard could not be loaded"


def cut_off(times: int) -> Callable[[Route], None]:
    """Breaks off the first answers, as a network does that changes meanwhile."""
    left = iter(range(times))

    def handle(route: Route) -> None:
        if next(left, None) is None:
            route.continue_()
        else:
            route.abort("connectionreset")

    return handle


def test_a_piece_that_was_broken_off_is_asked_for_again(visit_owned: Visiting) -> None:
    with visit_owned("desktop") as visit:
        visit.page.route(PIECES, cut_off(2))

        # It loads itself again, perhaps before all of it is there.
        visit.page.goto(f"{visit.base_url}/sign-in", wait_until="commit")

        expect(visit.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_dashboard_that_never_arrives_says_so(visit_owned: Visiting) -> None:
    with visit_owned("desktop") as visit:
        visit.page.route(PIECES, cut_off(1_000))

        # It loads itself again, perhaps before all of it is there.
        visit.page.goto(f"{visit.base_url}/sign-in", wait_until="commit")

        expect(visit.page.get_by_role("alert")).to_contain_text(GIVEN_UP)
        expect(visit.page.get_by_role("button", name="Load it again")).to_be_visible()


def test_what_fails_beside_the_pieces_does_not_load_the_page_again(visit_owned: Visiting) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visit_owned("desktop") as visit:
        visit.page.route(PIECES, hold)
        with visit.page.expect_request(PIECES):
            visit.page.goto(f"{visit.base_url}/sign-in", wait_until="commit")

        # As where a browser may not have the service worker of the dashboard.
        visit.page.evaluate("void Promise.reject(new TypeError('A bad HTTP response code (404)'))")

        assert visit.page.evaluate("sessionStorage.getItem('medianest.loads')") is None
        held.pop().continue_()
        expect(visit.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_page_whose_piece_was_broken_off_is_gone_to_anew(visit_owned: Visiting) -> None:
    anew: list[Request] = []

    def heard(request: Request) -> None:
        if request.is_navigation_request():
            anew.append(request)

    def handle(route: Route) -> None:
        if anew:
            route.continue_()
        else:
            route.abort("connectionreset")

    with visit_owned("desktop") as visit:
        sign_in(visit)
        visit.page.on("request", heard)
        visit.page.route("**/_app/immutable/nodes/*.js", handle)

        visit.page.get_by_role("link", name="Downloads").first.click()

        expect(visit.page.get_by_role("heading", level=1, name="Downloads")).to_be_visible()
        assert len(anew) == 1


def test_a_piece_that_breaks_off_late_takes_nobody_from_where_they_went(
    visit_owned: Visiting,
) -> None:
    held: list[Route] = []
    anew: list[Request] = []

    def heard(request: Request) -> None:
        if request.is_navigation_request():
            anew.append(request)

    def handle(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    with visit_owned("desktop") as visit:
        sign_in(visit)
        visit.page.on("request", heard)
        visit.page.route("**/_app/immutable/nodes/*.js", handle)
        with visit.page.expect_request("**/_app/immutable/nodes/*.js"):
            visit.page.get_by_role("link", name="Downloads").first.click()
        visit.page.get_by_role("link", name="Requests").first.click()
        heading = visit.page.get_by_role("heading", level=1, name="Requests")
        expect(heading).to_be_visible()

        with visit.page.expect_event("requestfailed"):
            held.pop().abort("connectionreset")
        visit.page.wait_for_timeout(500)

        assert anew == []
        expect(heading).to_be_visible()
