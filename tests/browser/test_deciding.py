"""What a household's admins do for those who ask: with options, with limits, and at Overseerr."""

import pytest
from playwright.sync_api import expect
from tests.browser.cinema import MEMBER, Cinema
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in

pytestmark = pytest.mark.xdist_group("browser")


def test_an_admin_hears_of_another_s_request_and_approves_it_with_options(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    [request] = cinema.ask()

    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go(f"/requests/{request['id']}")
        page = visit.page
        page.get_by_role("button", name="More for").click()
        page.get_by_role("menuitem", name="Tell me too").click()
        expect(page.get_by_text("You will hear of it, too")).to_be_visible()
        page.get_by_role("button", name="More for").click()
        page.get_by_role("menuitem", name="Approve with options").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Server")).to_be_enabled()
        visit.look()
        dialog.get_by_role("button", name="Approve").click()

        expect(page.get_by_role("listitem").filter(has_text="Approved").first).to_be_visible()

    with cinema.appliance.owner() as client:
        assert client.get(f"/media/requests/{request['id']}").json()["following"]
    assert visit.complaints == []


def test_a_limit_is_set_and_lifted_again(visit_cinema: Visiting) -> None:
    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go("/settings/requests?view=quotas")
        page = visit.page
        page.get_by_role("button", name="Set a limit").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("For whom").select_option("role:guest")
        dialog.get_by_label("Films: at most").fill("2")
        dialog.get_by_label("Films: within days").fill("7")
        visit.look()
        dialog.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Films: 2 in 7 days")).to_be_visible()

        page.get_by_role("button", name="Remove the limits of").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
        expect(page.get_by_text("No limits")).to_be_visible()

    assert visit.complaints == []


def test_a_member_gets_limits_of_their_own_on_downloads(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    name = MEMBER["name"]
    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go("/settings/people")
        visit.page.get_by_role("button", name=f"Edit {name}").click()
        dialog = visit.page.get_by_role("dialog")
        dialog.get_by_text("Limits on downloads").click()
        dialog.get_by_role("switch", name="Limits of their own").click()
        dialog.get_by_label("Links: at most").fill("3")
        dialog.get_by_label("Links: within days").fill("30")
        dialog.get_by_label("Gigabytes on the disk: at most").fill("")
        visit.look()
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_be_hidden()

    with cinema.member() as client:
        left = client.get("/youtube/quota").json()
    assert (left["downloads"]["limit"], left["downloads"]["days"]) == (3, 30)
    assert left["gigabytes"] is None
    assert visit.complaints == []


def test_overseerr_is_told_where_to_send_its_news(visit_cinema: Visiting) -> None:
    with visit_cinema("desktop") as visit:
        sign_in(visit)
        visit.go("/settings/overseerr")
        visit.page.get_by_role("button", name="Install the webhook").click()

        expect(visit.page.get_by_text("Installed", exact=True)).to_be_visible()

    assert visit.complaints == []


def test_a_link_leads_to_another_view_of_the_page_that_is_open(visit_cinema: Visiting) -> None:
    with visit_cinema("desktop") as visit:
        sign_in(visit)
        visit.go("/settings/requests?view=removals")
        expect(visit.page.get_by_role("button", name="Removals")).to_have_attribute(
            "aria-pressed", "true"
        )
        visit.go("/requests?state=pending")
        visit.page.get_by_role("link", name="Requests", exact=True).click()

        everything = visit.page.get_by_role("button", name="All", exact=False).first
        expect(everything).to_have_attribute("aria-pressed", "true")
