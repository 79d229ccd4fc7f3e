"""What only the owner decides: what goes, is taken over, comes first, and which Plex it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
import pytest
from playwright.sync_api import expect
from tests.browser.cinema import RULES, Cinema
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("browser")


def test_what_nobody_watched_goes_only_after_a_question(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    kept, removed = (one.title for one in cinema.neglect(2))

    with visit_cinema("phone", "dark", "de-DE") as visit:
        sign_in(visit)
        visit.go("/settings/requests?view=removals")
        page, dialog = visit.page, visit.page.get_by_role("dialog")
        page.get_by_role("button", name=f"Behalten: {kept}").press("Enter")
        expect(page.get_by_text(f"{kept} bleibt")).to_be_visible()
        remove = page.get_by_role("button", name=f"Entfernen: {removed}")
        remove.press("Enter")
        expect(dialog).to_contain_text("Das lässt sich nicht zurücknehmen")
        page.keyboard.press("Escape")
        expect(remove).to_be_focused()
        visit.look()
        remove.press("Enter")
        dialog.get_by_role("button", name="Entfernen").press("Enter")

        expect(page.get_by_text("Nichts zu entscheiden")).to_be_visible()

    until(
        lambda: [one.title for one in cinema.plex.shelves.of(cinema.attic.key, "movie")] == [kept]
    )
    assert visit.complaints == []


def test_an_import_says_what_came_of_it(visit_cinema: Visiting, cinema: Cinema) -> None:
    nina = cinema.overseerr.add_user("nina@example.org", "Nina")
    cinema.overseerr.ask(nina, "movie", cinema.in_plex()[50].tmdb_id)

    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go("/settings/overseerr")
        visit.page.get_by_role("button", name="Take over").press("Enter")

        expect(visit.page.get_by_role("listitem").filter(has_text="People: ")).to_contain_text(
            "new"
        )
        expect(visit.page.get_by_text("once you have set a password")).to_be_visible()
        visit.look()

    assert visit.complaints == []


def test_rules_change_places_by_keyboard_and_by_hand(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    with _rules(cinema, "First", "Second", "Third") as names, visit_cinema("desktop") as visit:
        sign_in(visit)
        visit.go("/settings/requests")
        page = visit.page
        down = page.get_by_role("button", name="Move Second down")
        down.press("Enter")
        expect(page.get_by_role("button", name="Move Second up")).to_be_focused()
        until(lambda: names() == ["First", "Third", "Second"])

        rows = page.get_by_role("article")
        rows.filter(has_text="Second").locator(".grip").drag_to(rows.filter(has_text="First"))

        expect(rows.first).to_contain_text("1. Second")
        until(lambda: names() == ["Second", "First", "Third"])

    assert visit.complaints == []


def test_the_owner_chooses_among_the_servers_of_their_account(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    with visit_cinema("phone", "light", "de-DE") as visit:
        sign_in(visit)
        visit.go("/settings/plex")
        page = visit.page
        address = page.get_by_label("Adresse", exact=True)
        address.fill("http://nirgends")
        page.get_by_label("Token", exact=True).fill(cinema.plex_tv.token)
        page.get_by_role("button", name="Meine Server finden").press("Enter")
        page.get_by_role("button", name=f"{cinema.plex.url} von {cinema.plex.name}").press("Enter")
        visit.look()

        expect(address).to_have_value(cinema.plex.url)

    assert visit.complaints == []


def test_reading_plex_shows_how_far_it_is(visit_cinema: Visiting, cinema: Cinema) -> None:
    with visit_cinema("desktop", "dark") as visit:
        sign_in(visit)
        visit.go("/settings/plex")
        page = visit.page
        cinema.plex.hold(f"/library/sections/{cinema.shows.key}/all")
        page.get_by_role("button", name="Read everything anew").press("Enter")
        bar = page.get_by_role("progressbar", name="Reading")
        expect(bar).to_have_attribute("aria-valuenow", "33")
        visit.look()
        cinema.plex.let_go()

        expect(bar).to_be_hidden()

    assert visit.complaints == []


@contextmanager
def _rules(cinema: Cinema, *names: str) -> Iterator[Callable[[], list[str]]]:
    """Rules that fit no request, and how they are ordered now."""
    never = {"field": "year", "is": "at_most", "value": 1}
    with cinema.appliance.owner() as client:
        made = [
            client.post(RULES, json={"name": name, "then": "hold", "when": never}).json()["id"]
            for name in names
        ]
        try:
            yield lambda: _ordered(client)
        finally:
            for rule in made:
                client.delete(f"{RULES}/{rule}").raise_for_status()


def _ordered(client: httpx2.Client) -> list[str]:
    items = client.get(RULES).json()["items"]
    return [one["name"] for one in sorted(items, key=lambda one: one["position"])]
