"""What a person does with keyboard, clipboard and patience."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in, submit
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import Appliance

pytestmark = pytest.mark.xdist_group("browser")

PASTE = """link => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', link);
    document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true}));
}"""


@pytest.mark.parametrize(("key", "field"), [("/", "Search for films"), ("n", "Link to a video")])
def test_a_key_leads_to_a_field(visit_owned: Visiting, key: str, field: str) -> None:
    with visit_owned("desktop") as visit:
        sign_in(visit)

        visit.page.keyboard.press(key)

        expect(visit.page.get_by_label(field)).to_be_focused()
        expect(visit.page.get_by_label(field)).to_have_value("")


def test_what_is_not_a_link_is_refused_at_the_field(visit_owned: Visiting) -> None:
    with visit_owned("phone") as visit:
        sign_in(visit)

        submit(visit, "not a link")

        refusal = visit.page.get_by_role("alert").filter(has_text="That is not a link")
        expect(refusal).to_be_visible()


def test_a_link_pasted_anywhere_is_submitted_and_the_same_again_is_shown(
    visit_owned: Visiting, site: MediaSite, videos: Videos
) -> None:
    site.put("/pasted.mp4", videos.mp4.read_bytes())
    link = site.url("/pasted.mp4")

    with visit_owned("desktop") as visit:
        sign_in(visit)
        visit.page.evaluate(PASTE, link)
        expect(visit.page.get_by_text("Added:")).to_be_visible()
        visit.page.evaluate(PASTE, link)
        visit.page.get_by_role("link", name="Show it").click()

        expect(visit.page).to_have_url(re.compile("/downloads/[0-9a-f-]{36}$"))


def test_a_dialog_takes_the_focus_closes_on_escape_and_gives_it_back(
    visit_owned: Visiting,
) -> None:
    with visit_owned("desktop") as visit:
        sign_in(visit)
        visit.go("/settings/people")
        button = visit.page.get_by_role("button", name="Add a person")
        button.click()
        expect(visit.page.get_by_role("dialog")).to_be_visible()

        visit.page.keyboard.press("Escape")

        expect(visit.page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()


def test_a_guest_sees_no_administration_and_no_way_to_it(
    owned: Appliance, visit_owned: Visiting
) -> None:
    guest = {"name": "Gus", "email": "gus@example.org", "password": "a quiet afternoon"}
    with owned.owner() as client:
        client.post("/admin/users", json={**guest, "role": "guest"}).raise_for_status()

    with visit_owned("desktop") as visit:
        sign_in(visit, email=guest["email"], password=guest["password"])
        expect(visit.page.get_by_role("link", name="Downloads")).to_be_visible()
        expect(visit.page.get_by_role("link", name="People")).to_be_hidden()
        expect(visit.page.get_by_label("Link to a video")).to_be_hidden()
        visit.go("/settings/people")

        expect(visit.page).to_have_url(f"{visit.base_url}/")


def test_a_lost_connection_is_shown_and_comes_back(fresh: Appliance, visit_fresh: Visiting) -> None:
    fresh.set_up()
    with visit_fresh("phone") as visit:
        sign_in(visit)
        banner = visit.page.get_by_text("Connection lost. Reconnecting")

        fresh.kill()
        expect(banner).to_be_visible()
        fresh.start()

        expect(banner).to_be_hidden()
