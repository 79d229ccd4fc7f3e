"""The slice on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar, Router
from tests.accounts.home import BASE, CA, CHEAP, ROUTES, Clock, Home
from tests.support.waiting import soon

from medianest.accounts.feature import Accounts, AccountsConfig, AccountsFeature
from medianest.infra import problems
from medianest.infra.events import LiveEvents


def build(data_dir: Path, clock: Clock, live: LiveEvents) -> Home:
    config = AccountsConfig(
        setup_code=data_dir / "setup-code",
        secrets=[b"a secret of this test"],
        ca_fingerprint=CA,
        hasher=CHEAP,
    )
    accounts = Accounts.assemble(config, live, clock=clock)
    app = Litestar(
        route_handlers=[Router(BASE, route_handlers=ROUTES)],
        plugins=[AccountsFeature(accounts, BASE)],
        exception_handlers=problems.exception_handlers(lambda _: None),
        openapi_config=None,
    )
    return Home(app, accounts, clock)


@pytest.fixture
async def home(database: str, tmp_path: Path) -> AsyncIterator[Home]:
    async with LiveEvents() as live:
        built = build(tmp_path, Clock(), live)
        async with built.app.lifespan():
            # It forgets all once it hears of changes; a test that begins earlier would see that.
            await soon(lambda: built.accounts.doorman._forgotten > 0)
            yield built


@pytest.fixture
async def neighbour(home: Home, tmp_path: Path) -> AsyncIterator[Home]:
    """A second process of the same appliance, as far as memory goes."""
    async with LiveEvents() as live:
        built = build(tmp_path, home.clock, live)
        async with built.app.lifespan():
            yield built
