"""What every command that touches data stands on: folders, Postgres, Valkey, the open pool."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from medianest.infra import postgres, valkey
from medianest.infra.database import connected
from medianest.infra.doorstep import Progress
from medianest.infra.schema import MigrationError, bring_up_to_date
from medianest.infra.supervisor import OwnerMustActError
from medianest.settings import Settings


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the database and the cache are; an empty `valkey_url` means memory."""

    dsn: str
    valkey_url: str


def make_data_dir(folder: Path) -> None:
    """Create the data directory for this user alone, or say what is in the way."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise OwnerMustActError(
            f"The data directory {folder} cannot be made ({wrong.strerror}). "
            "Choose another one with data_dir, or give this user the right to write there."
        ) from wrong


@asynccontextmanager
async def database(settings: Settings, progress: Progress) -> AsyncIterator[str]:
    """Run or reach Postgres, open the pool, bring the schema up to date; the address."""
    async with AsyncExitStack() as stack:
        dsn = settings.database.url
        if not dsn:
            own = await stack.enter_async_context(postgres.embedded(settings.data_dir))
            dsn = own.dsn
        await stack.enter_async_context(_pool(dsn, settings))
        progress.say("migrating")
        await _migrate(dsn)
        progress.say("starting")
        yield dsn


@asynccontextmanager
async def ground(settings: Settings, progress: Progress) -> AsyncIterator[Ground]:
    """Everything that must stand before the appliance serves; taken down in reverse."""
    make_data_dir(settings.data_dir)
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(database(settings, progress))
        url = settings.valkey.url
        # Whoever brings a database of their own may run several processes, and a Valkey inside
        # one of them would be deaf to the others; Postgres reaches them all.
        if not url and settings.valkey.embedded and not settings.database.url:
            cache = await stack.enter_async_context(valkey.embedded(settings.data_dir))
            url = cache.url if cache else ""
        yield Ground(dsn, url)


@asynccontextmanager
async def reachable_database(settings: Settings) -> AsyncIterator[None]:
    """Open the pool on the database of a running appliance, else start it for this command."""
    dsn = settings.database.url or postgres.running(settings.data_dir)
    async with AsyncExitStack() as stack:
        if not dsn:
            own = await stack.enter_async_context(postgres.embedded(settings.data_dir))
            dsn = own.dsn
        await stack.enter_async_context(_pool(dsn, settings))
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


async def _migrate(dsn: str) -> None:
    try:
        await bring_up_to_date(dsn)
    except MigrationError as wrong:
        raise OwnerMustActError(f"The database cannot be brought up to date: {wrong}") from wrong
