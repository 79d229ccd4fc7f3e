"""A browser, an appliance that has an owner, and a site with videos."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.cinema import Cinema, opening
from tests.browser.visits import FLAGS, Visit, visiting
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import Appliance

Visiting = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the whole session: while it is open, Playwright's loop runs on this thread, and no
    # asynchronous test of another folder could.
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """An appliance that the tests of this folder share."""
    appliance = Appliance(tmp_path_factory.mktemp("owned")).start()
    appliance.set_up()
    yield appliance
    appliance.stop()


@pytest.fixture
def fresh(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Appliance]:
    """An appliance that nobody has set up yet; with "virgin" it starts for the first time ever."""
    virgin = getattr(request, "param", "") == "virgin"
    appliance = Appliance(tmp_path).start(virgin=virgin)
    yield appliance
    appliance.stop()


@pytest.fixture
def visit_owned(browser: Browser, owned: Appliance) -> Visiting:
    return partial(visiting, browser, owned.base_url)


@pytest.fixture
def visit_fresh(browser: Browser, fresh: Appliance) -> Visiting:
    return partial(visiting, browser, fresh.base_url)


@pytest.fixture(scope="session")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    """An appliance with a Plex and an Overseerr that the tests of this folder share."""
    with opening(tmp_path_factory.mktemp("cinema")) as running:
        yield running


@pytest.fixture
def visit_cinema(browser: Browser, cinema: Cinema) -> Visiting:
    return partial(visiting, browser, cinema.appliance.base_url)


@pytest.fixture(scope="session")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Videos:
    return Videos(tmp_path_factory.mktemp("videos"))


@pytest.fixture
def site() -> Iterator[MediaSite]:
    with MediaSite() as running:
        yield running
