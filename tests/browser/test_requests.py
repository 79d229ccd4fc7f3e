"""Asking, deciding and waiting, as people do it in the browser."""

import pytest
from playwright.sync_api import expect
from tests.browser.cinema import MEMBER, Cinema
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.browser.visits import Visit

pytestmark = pytest.mark.xdist_group("browser")


def _as_member(visit: Visit) -> None:
    sign_in(visit, email=MEMBER["email"], password=MEMBER["password"])


def test_no_page_about_requests_is_broken(visit_cinema: Visiting, cinema: Cinema) -> None:
    asked = cinema.ask_for_show()
    cinema.ask(2, note="For our evening on Friday")

    with visit_cinema("desktop", "dark") as visit:
        sign_in(visit)
        for path in ("/requests", f"/requests/{asked['id']}", "/settings/overseerr"):
            visit.go(path)
            visit.look()

    assert visit.complaints == []


def test_many_requests_are_approved_without_a_mouse(visit_cinema: Visiting, cinema: Cinema) -> None:
    titles = [request["title"] for request in cinema.ask(3)]

    with visit_cinema("desktop") as visit:
        sign_in(visit)
        visit.go("/requests?state=pending")
        keys = visit.page.keyboard
        visit.page.get_by_role("checkbox", name=f"Select {titles[-1]} (").focus()
        keys.press("Shift+ArrowDown")
        keys.press("Shift+ArrowDown")
        expect(
            visit.page.get_by_role("status").filter(has_text="3 requests selected")
        ).to_be_visible()
        visit.look()
        visit.page.get_by_role("button", name="Approve (3)").press("Enter")

        expect(visit.page.get_by_text("3 requests approved")).to_be_visible()
        for title in titles:
            expect(visit.page.get_by_role("link", name=title)).to_be_hidden()

    assert visit.complaints == []


def test_whoever_asked_reads_at_once_why_it_was_declined(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    [request] = cinema.ask()

    with visit_cinema("phone") as waiting, visit_cinema("desktop") as deciding:
        _as_member(waiting)
        waiting.go(f"/requests/{request['id']}")
        sign_in(deciding)
        deciding.go(f"/requests/{request['id']}")
        deciding.page.get_by_role("button", name="Decline").click()
        deciding.page.get_by_label("Reason").fill("It streams elsewhere")
        deciding.page.get_by_role("dialog").get_by_role(
            "button", name="Decline", exact=True
        ).click()

        expect(waiting.page.get_by_text("Reason: It streams elsewhere")).to_be_visible()
        expect(waiting.page.get_by_role("listitem").filter(has_text="Declined")).to_be_visible()

    assert waiting.complaints + deciding.complaints == []


def test_a_member_takes_a_request_back_after_a_question(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    [request] = cinema.ask()

    with visit_cinema("phone") as visit:
        _as_member(visit)
        visit.go("/requests")
        row = visit.page.get_by_role("article").filter(has_text=f"{request['title']} (")
        row.get_by_role("button", name="More for").click()
        visit.page.get_by_role("menuitem", name="Cancel request").press("Enter")
        visit.page.get_by_role("dialog").get_by_role("button", name="Cancel request").click()

        expect(row.get_by_text("Cancelled")).to_be_visible()

    assert visit.complaints == []


def test_a_rule_is_tried_on_the_past_before_it_is_kept(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    cinema.ask(note="Decided by a rule one day")

    with cinema.without_new_rules(), visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go("/settings/requests")
        visit.page.get_by_role("button", name="Add a rule").click()
        visit.page.get_by_label("Name").fill("Films at once")
        visit.page.get_by_label("Film", exact=True).check()
        visit.page.get_by_role("button", name="Add a group").click()
        visit.page.get_by_label("What is looked at").last.select_option("role")
        visit.page.get_by_label("Member", exact=True).check()
        visit.page.get_by_role("button", name="Try on past requests").click()
        expect(visit.page.get_by_text("It would have decided")).to_be_visible()
        visit.look()
        visit.page.get_by_role("button", name="Save").click()

        expect(visit.page.get_by_text("Kind is Film and (Role of the person")).to_be_visible()

    assert visit.complaints == []
