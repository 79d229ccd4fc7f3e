"""What a browser shows while pieces of the dashboard do not arrive."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from tests.browser.conftest import Visiting

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

        visit.page.goto(f"{visit.base_url}/sign-in")

        expect(visit.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_dashboard_that_never_arrives_says_so(visit_owned: Visiting) -> None:
    with visit_owned("desktop") as visit:
        visit.page.route(PIECES, cut_off(1_000))

        visit.page.goto(f"{visit.base_url}/sign-in")

        expect(visit.page.get_by_role("alert")).to_contain_text(GIVEN_UP)
        expect(visit.page.get_by_role("button", name="Load it again")).to_be_visible()
