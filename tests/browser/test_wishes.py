"""What becomes of a request beside approval: seen at home, fetched by a link, or not followed."""

import pytest
from playwright.sync_api import expect
from tests.browser.cinema import MEMBER, Cinema
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.standins.media_site import MediaSite, Videos

pytestmark = pytest.mark.xdist_group("browser")


def test_a_member_s_home_shows_their_requests_and_what_is_new_in_plex(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    [request] = cinema.ask()

    with visit_cinema("phone", "dark") as visit:
        sign_in(visit, email=MEMBER["email"], password=MEMBER["password"])
        page = visit.page
        mine = page.get_by_role("article").filter(has_text=request["title"]).first
        expect(mine).to_contain_text("Waiting for approval")
        expect(page.get_by_text("8 new episodes")).to_be_visible()
        visit.look()

    assert visit.complaints == []


def test_whoever_wants_to_hear_no_more_says_so_with_the_keyboard(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    [request] = cinema.ask()
    with cinema.appliance.owner() as client:
        client.post(f"/media/requests/{request['id']}/follow").raise_for_status()

    with visit_cinema("phone", "light", "de-DE") as visit:
        sign_in(visit)
        visit.go(f"/requests/{request['id']}")
        page = visit.page
        page.get_by_role("button", name="Mehr zu").press("Enter")
        expect(page.get_by_role("menuitem").first).to_be_focused()
        for item in page.get_by_role("menuitem").all():
            expect(item).to_be_focused()
            if item.inner_text() == "Mir nicht mehr sagen":
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

        expect(page.get_by_text("Sie hören nicht mehr davon")).to_be_visible()

    with cinema.appliance.owner() as client:
        assert not client.get(f"/media/requests/{request['id']}").json()["following"]
    assert visit.complaints == []


def test_a_request_is_fulfilled_by_a_link(
    visit_cinema: Visiting, cinema: Cinema, site: MediaSite, videos: Videos
) -> None:
    site.put("/wished.mp4", videos.mp4.read_bytes())
    [request] = cinema.ask()

    with cinema.without_overseerr() as owner, visit_cinema("desktop") as visit:
        owner.post(f"/media/requests/{request['id']}/approve").raise_for_status()
        sign_in(visit)
        visit.go(f"/requests/{request['id']}")
        page = visit.page
        page.get_by_role("button", name="More for").click()
        page.get_by_role("menuitem", name="Fulfil").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Fulfil").click()
        expect(dialog.get_by_text("Give a link or a note")).to_be_visible()
        visit.look()
        dialog.get_by_label("Link").fill(site.url("/wished.mp4"))
        page.keyboard.press("Enter")

        expect(page.get_by_text("a link", exact=True)).to_be_visible()

    assert visit.complaints == []
