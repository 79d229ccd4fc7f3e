"""Links reach the appliance in each way in which a person can hand one to the client."""

from collections.abc import Iterator

import pytest
from tests.desktop_gui.client import Engine
from tests.desktop_gui.programs import output, until
from tests.desktop_gui.sitting import Sitting, sitting
from tests.desktop_gui.test_windows import MENU_BUTTON

# Nobody answers there; what is seen here is that the appliance has taken it.
VIDEO = "http://127.0.0.1:9/{}.mp4"
_PASTE = 1


@pytest.fixture(scope="module", params=["gtk", "qt"])
def here(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sitting]:
    """A person before the paired client, with each kind of window."""
    engine: Engine = request.param
    with sitting(tmp_path_factory.mktemp(engine), engine=engine) as made:
        made.client.start()
        made.pair()
        yield made


def arrived(here: Sitting, link: str) -> None:
    """Returns once the appliance has a download of `link`."""
    with here.nest.owner() as owner:

        def there() -> bool:
            listed = owner.get("/youtube/downloads").raise_for_status().json()["items"]
            return link in [one["url"] for one in listed]

        try:
            until(there, what=f"a download of {link}")
        except AssertionError:
            here.client.screen.picture(f"failed-{here.client.engine}")
            raise


def test_a_copied_link_is_fetched_by_the_menu(here: Sitting) -> None:
    link = VIDEO.format("copied")
    here.client.copy(f"Look at {link}, it is good.")

    here.client.screen.click_tray(button=MENU_BUTTON[here.client.engine])
    here.client.screen.choose(_PASTE)

    arrived(here, link)
    assert link in here.desktop.alerts.said("The link was taken")
    here.client.picture(f"{here.client.engine}-link-pasted")


def test_without_a_link_in_the_clipboard_one_is_told_so(here: Sitting) -> None:
    here.client.copy("no link at all")

    here.client.screen.click_tray(button=MENU_BUTTON[here.client.engine])
    here.client.screen.choose(_PASTE)

    assert here.desktop.alerts.said("There is no link in the clipboard")


def test_a_link_that_is_dragged_onto_the_dashboard_is_fetched(here: Sitting) -> None:
    link = VIDEO.format("dashboard")
    assert here.client.start_second("medianest:/downloads") == 0
    # A filter of that page alone: "Downloads" stands in the navigation of the page before, too.
    here.client.reads("Paused")

    here.client.drop(link)

    arrived(here, link)
    here.client.picture(f"{here.client.engine}-link-dropped")


def test_a_link_that_is_dragged_onto_the_clients_own_page_is_fetched(here: Sitting) -> None:
    link = VIDEO.format("own-page")
    here.client.screen.click_tray(button=MENU_BUTTON[here.client.engine])
    # From below: quit, log, settings.
    here.client.screen.choose(-3)
    here.client.reads("Start when I sign in", "Quiet hours")

    here.client.drop(link)

    arrived(here, link)


def test_a_page_that_a_second_start_names_is_opened(here: Sitting) -> None:
    here.close()
    here.client.is_hidden()

    assert here.client.start_second("medianest:/notifications") == 0

    here.client.reads("Notifications")


def test_a_video_that_the_desktop_hands_over_is_fetched_after_a_yes(here: Sitting) -> None:
    link = VIDEO.format("handed-over")
    # Where the client has written its .desktop file, as it does for a person's own.
    data = here.client.home / "desktop/data"
    env = {**here.client.env, "XDG_DATA_HOME": str(data)}
    output(["update-desktop-database", str(data / "applications")], env)

    output(["gio", "open", f"medianest:add?url={link}"], env)
    here.client.reads("Fetch this video?")
    here.client.picture(f"{here.client.engine}-link-asked")
    here.client.screen.keys("Tab", "Return")

    arrived(here, link)
