"""What somebody does who looks for something to watch: with the keyboard alone, and on a phone."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.conftest import Visiting
from tests.browser.household import sign_in
from tests.browser.stocked import Stocked, stocking
from tests.browser.visits import Scheme, Size, visiting

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    with stocking(tmp_path_factory.mktemp("stocked")) as running:
        yield running


@pytest.fixture
def visit_stocked(browser: Browser, stocked: Stocked) -> Visiting:
    return partial(visiting, browser, stocked.appliance.base_url)


def test_a_film_is_found_and_asked_for_without_a_mouse(
    visit_stocked: Visiting, stocked: Stocked
) -> None:
    film = stocked.film(1)

    with visit_stocked("desktop") as visit:
        sign_in(visit)
        keys = visit.page.keyboard
        keys.press("/")
        keys.type(film.title)
        # An answer to half of the title may come between; what it found is replaced once more.
        expect(visit.page.get_by_role("search").get_by_role("status")).to_contain_text("result")
        keys.press("ArrowDown")
        hit = visit.page.get_by_role("option", name=f"{film.title} Film").first
        expect(hit).to_have_attribute("aria-selected", "true")
        keys.press("Enter")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text(film.title)
        visit.page.get_by_role("button", name="Request", exact=True).press("Enter")
        visit.page.get_by_label("Note").focus()
        keys.type("For Sunday")
        visit.look()
        visit.page.get_by_role("button", name="Send the request").press("Enter")

        expect(visit.page.get_by_text(f"{film.title} is requested")).to_be_visible()
        expect(visit.page.get_by_role("list", name="Availability")).to_be_visible()
        visit.look()

    assert visit.complaints == []


def test_escape_leaves_the_search_and_a_name_without_hits_says_so(
    visit_stocked: Visiting,
) -> None:
    with visit_stocked("phone") as visit:
        sign_in(visit)
        field = visit.page.get_by_role("combobox", name="Search for films")
        field.fill("zzzz")
        nothing = visit.page.get_by_text("Nothing found for “zzzz”")
        expect(nothing).to_be_visible()

        field.press("Escape")
        expect(nothing).to_be_hidden()
        field.press("Escape")

        expect(field).not_to_be_focused()


def test_single_episodes_of_a_show_are_asked_for(visit_stocked: Visiting, stocked: Stocked) -> None:
    show = stocked.world.running_show

    with visit_stocked("phone") as visit:
        sign_in(visit)
        visit.go(f"/title/tv/{show.tmdb_id}")
        visit.page.get_by_role("button", name="Request", exact=True).click()
        dialog = visit.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Episodes of Season 1").click()
        dialog.get_by_role("checkbox", name=re.compile(r"^1\. ")).check()
        expect(dialog.get_by_role("checkbox", name="Season 1")).to_have_js_property(
            "indeterminate", value=True
        )
        visit.look()
        dialog.get_by_role("button", name="Send the request").click()
        expect(dialog).to_be_hidden()

    with stocked.appliance.owner() as client:
        (request,) = client.get("/media/requests", params={"mediaType": "tv"}).json()["items"]
    assert [(s["number"], s["whole"], s["episodes"]) for s in request["seasons"]] == [
        (1, False, [1])
    ]
    assert visit.complaints == []


def test_a_long_list_grows_and_is_where_it_was_left_after_going_back(
    visit_stocked: Visiting,
) -> None:
    with visit_stocked("phone") as visit:
        sign_in(visit)
        visit.go("/discover?type=movie")
        cards = visit.page.get_by_role("list", name="Discover").get_by_role("listitem")
        first = cards.count()
        _scroll_until(visit.page, cards, more_than=first)
        cards.nth(first).get_by_role("link").click()
        visit.page.wait_for_url("**/title/movie/*")
        expect(cards).to_have_count(0)
        visit.settle()
        visit.page.go_back()

        expect(cards.nth(first)).to_be_in_viewport()


def test_filters_stand_in_the_address(visit_stocked: Visiting) -> None:
    with visit_stocked("desktop") as visit:
        sign_in(visit)
        visit.go("/discover")
        visit.page.get_by_role("button", name="Shows", exact=True).click()
        visit.page.get_by_label("Rating").select_option("7")
        visit.page.get_by_label("Order").select_option("date")
        expect(visit.page).to_have_url(re.compile(r"/discover\?type=tv&vote=7&sort=date$"))

        visit.page.reload()

        expect(visit.page.get_by_label("Rating")).to_have_value("7")
        expect(visit.page.get_by_role("button", name="Shows", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )


def test_a_row_is_walked_with_the_arrow_keys(visit_stocked: Visiting) -> None:
    with visit_stocked("desktop") as visit:
        sign_in(visit)
        visit.go("/discover")
        links = visit.page.get_by_role("region", name="Popular films").locator("li > a")
        links.first.focus()

        visit.page.keyboard.press("ArrowRight")
        visit.page.keyboard.press("ArrowRight")

        expect(links.nth(2)).to_be_focused()


def test_an_account_at_trakt_is_linked_with_a_code(
    visit_stocked: Visiting, stocked: Stocked
) -> None:
    with visit_stocked("phone") as visit:
        sign_in(visit)
        visit.go("/settings/trakt")
        visit.page.get_by_role("button", name="Link Trakt").click()
        code = visit.page.get_by_label("Code for Trakt")
        expect(code).to_be_visible()
        visit.look()
        stocked.trakt.approve(code.inner_text())

        expect(visit.page.get_by_role("heading", name="Linked as sam")).to_be_visible()
        visit.page.get_by_role("button", name="Unlink").click()
        visit.page.get_by_role("dialog").get_by_role("button", name="Unlink").click()
        expect(visit.page.get_by_role("button", name="Link Trakt")).to_be_visible()

    assert visit.complaints == []


@pytest.mark.parametrize(
    ("size", "scheme", "language", "paths"),
    [
        ("desktop", "dark", "en-US", ("/discover", "/title/tv/{show}", "/calendar")),
        (
            "phone",
            "light",
            "de-DE",
            (
                "/discover?type=movie&vote=5",
                "/search?q={word}",
                "/title/movie/{film}",
                "/person/{person}",
                "/collection/{collection}",
                "/calendar",
            ),
        ),
    ],
)
def test_no_page_of_the_catalogue_is_broken(
    visit_stocked: Visiting,
    stocked: Stocked,
    size: Size,
    scheme: Scheme,
    language: str,
    paths: tuple[str, ...],
) -> None:
    film, show = stocked.film(0), stocked.show(0)
    there = {
        "film": film.tmdb_id,
        "show": show.tmdb_id,
        "person": film.cast[0],
        "collection": stocked.world.collections[0],
        "word": film.title.split()[0],
    }

    with visit_stocked(size, scheme, language) as visit:
        sign_in(visit)
        for path in paths:
            visit.go(path.format_map(there))
            visit.look()

    assert visit.complaints == []


def _scroll_until(page: Page, cards: Locator, *, more_than: int) -> None:
    cards.nth(more_than - 1).scroll_into_view_if_needed()
    expect(cards.nth(more_than)).to_be_attached()
    page.evaluate("document.fonts.ready.then(() => null)")
