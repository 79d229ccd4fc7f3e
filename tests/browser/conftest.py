"""A browser, an appliance that has an owner, and a site with videos."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.cinema import Cinema, opening
from tests.browser.visits import FLAGS, Visit, visiting
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import Appliance

# What comes of background work is waited for, on a machine that has much else to do.
expect.set_options(timeout=20_000)

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
def fresh(tmp_path: Path) -> Iterator[Appliance]:
    """An appliance that nobody has set up yet, as it is the first time it ever starts."""
    appliance = Appliance(tmp_path).start(virgin=True)
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
