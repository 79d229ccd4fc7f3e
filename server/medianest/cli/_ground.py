"""What every command that touches data stands on: folders, Postgres, Valkey, the open pool."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from medianest.backups import restoring
from medianest.cli._keys import require_keys
from medianest.cli._upgrading import Reached, prepare, use_newer
from medianest.infra import postgres, release, valkey
from medianest.infra.database import connected
from medianest.infra.doorstep import Progress
from medianest.infra.postgres import Postgres
from medianest.infra.supervisor import OwnerMustActError
from medianest.settings import Settings


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the database and the cache are; an empty `valkey_url` means memory."""

    dsn: str
    valkey_url: str


@asynccontextmanager
async def database(settings: Settings, progress: Progress) -> AsyncIterator[str]:
    """Run or reach Postgres, open the pool, bring the schema up to date; the address."""
    async with AsyncExitStack() as stack:
        dsn, bin_dir = settings.database.url, None
        if not dsn:
            own = await stack.enter_async_context(_own_postgres(settings, progress))
            dsn, bin_dir = own.dsn, own.bin_dir
        await stack.enter_async_context(_pool(dsn, settings))
        await prepare(settings, Reached(dsn, bin_dir), progress)
        yield dsn


@asynccontextmanager
async def _own_postgres(settings: Settings, progress: Progress) -> AsyncIterator[Postgres]:
    data_dir, this = settings.data_dir, release.this_release(os.environ)
    known = release.written(data_dir)
    # Before a newer Postgres takes the data over: whoever comes with an older one is told then.
    release.write(data_dir, this)
    async with AsyncExitStack() as stack:
        try:
            own = await stack.enter_async_context(
                postgres.embedded(data_dir, upgrading=partial(progress.say, "upgrading_database"))
            )
        except postgres.NewerPostgresError as newer:
            if known is None or known == this:
                raise
            # In a container nobody installs packages, and the data's own release has what it takes.
            release.write(data_dir, known)
            raise OwnerMustActError(f"{newer} {use_newer(known)}") from newer
        progress.say("starting")
        yield own


@asynccontextmanager
async def ground(settings: Settings, progress: Progress) -> AsyncIterator[Ground]:
    """Everything that must stand before the appliance serves; taken down in reverse."""
    if asked := restoring.pending(settings.data_dir):
        await restoring.carry_out(asked, settings, progress)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(database(settings, progress))
        # Those that grow from a secret need no file.
        if not settings.server.secret:
            await require_keys(settings.data_dir / "keys")
        url = settings.valkey.url
        # Whoever brings a database of their own may run several processes, and a Valkey inside
        # one of them would be deaf to the others; Postgres reaches them all.
        if not url and settings.valkey.embedded and not settings.database.url:
            cache = await stack.enter_async_context(valkey.embedded(settings.data_dir))
            url = cache.url if cache else ""
        yield Ground(dsn, url)


@asynccontextmanager
async def reachable_server(settings: Settings) -> AsyncIterator[str]:
    """The address of a running appliance's database, else of one that is started for a command."""
    if running := settings.database.url or postgres.running(settings.data_dir):
        yield running
        return
    async with postgres.embedded(settings.data_dir) as own:
        yield own.dsn


@asynccontextmanager
async def reachable_database(settings: Settings) -> AsyncIterator[None]:
    """Open the pool on the database that `reachable_server` reaches."""
    async with reachable_server(settings) as dsn, _pool(dsn, settings):
        yield


@asynccontextmanager
async def _pool(dsn: str, settings: Settings) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(connected(dsn, most=settings.database.connections))
        except OSError as wrong:
            raise OwnerMustActError(
                f"The database of database.url cannot be reached ({wrong.strerror or wrong}). "
                "Start it, or remove database.url to use the embedded one."
            ) from wrong
        yield
