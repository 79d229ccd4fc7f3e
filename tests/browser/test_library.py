"""The library in the browser: what is there, what plays, and what a reading asks."""

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.cinema import Cinema
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("browser")


def test_no_page_of_the_library_is_broken(visit_cinema: Visiting, cinema: Cinema) -> None:
    found = f"/library?q={cinema.in_plex()[3].title.split()[0]}"
    pages = ("/library", found, f"/library/{cinema.films.key}", "/settings/plex")

    with visit_cinema("phone", "dark", "de-DE") as visit:
        sign_in(visit)
        for path in pages:
            visit.go(path)
            visit.look()

    assert visit.complaints == []


def test_coming_back_from_a_title_finds_the_same_place(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go(f"/library/{cinema.films.key}")
        items = visit.page.get_by_role("list", name="Films").get_by_role("listitem")
        until(lambda: _grown(visit.page, items) == len(cinema.in_plex()))
        last = items.last.get_by_role("link")
        name = last.inner_text().split("\n")[0]
        last.scroll_into_view_if_needed()
        last.click()
        expect(visit.page.get_by_role("heading", level=1)).to_have_text(name)
        visit.page.go_back()

        expect(items.last).to_be_in_viewport()


def test_the_best_copies_can_be_picked_out(visit_cinema: Visiting, cinema: Cinema) -> None:
    with visit_cinema("desktop") as visit:
        sign_in(visit)
        visit.go(f"/library/{cinema.films.key}")
        visit.page.get_by_label("Quality").select_option("4k")

        items = visit.page.get_by_role("list", name="Films").get_by_role("listitem")
        expect(items).to_have_count(1)
        expect(items).to_contain_text(cinema.in_plex()[0].title)


def test_what_plays_is_seen_on_the_home_page(visit_cinema: Visiting, cinema: Cinema) -> None:
    film = cinema.plex.shelves.of(cinema.films.key, "movie")[0]

    with visit_cinema("desktop") as visit:
        sign_in(visit)
        cinema.plex.play(film, user="Grace", at=600_000)
        visit.go("/")

        playing = visit.page.get_by_role("heading", name="Playing now")
        expect(playing).to_be_visible()
        expect(visit.page.get_by_role("article").filter(has_text="Grace")).to_contain_text(
            film.title
        )
        visit.look()

    cinema.plex.shelves.playing.clear()
    assert visit.complaints == []


def test_a_reading_that_misses_much_asks_and_can_be_told_to_keep_it(
    visit_cinema: Visiting, cinema: Cinema
) -> None:
    cinema.films.missing = "half"
    held = cinema.read_plex()
    cinema.films.missing = ""
    assert held["state"] == "held"

    with visit_cinema("phone") as visit:
        sign_in(visit)
        visit.go("/settings/plex")
        question = visit.page.get_by_role("region", name="Is all of this really gone?")
        expect(question).to_contain_text("Films")
        question.get_by_role("button", name="Keep them").click()

        expect(question).to_be_hidden()

    assert visit.complaints == []


def _grown(page: Page, items: Locator) -> int:
    """How many there are, and the end of the page is brought into view, where more are fetched."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    return items.count()
