"""Run migrations, once, however many start at the same time; only for processes that end."""

import contextlib
import io
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import structlog
from piccolo.apps.migrations.commands.forwards import run_forwards

from medianest.infra.database import Lock, transaction
from medianest.infra.schema._pending import MigrationError

# Whoever waits for a table makes everybody wait who comes after.
_FOR_A_TABLE = timedelta(minutes=1)

log = structlog.get_logger()


async def migrate(apps: Sequence[str] = ("all",)) -> None:
    """Run every migration that has not run yet: all of them, or none."""
    async with transaction() as one:
        await _end_with_client()
        # Held by the transaction itself: it is free only when that is truly over, also when the
        # statement of a killed process still runs in the server.
        await Lock("schema.migrations").hold()
        # Only from here on: who migrates before us may take as long as it takes.
        within = f"{_FOR_A_TABLE.total_seconds():.3f}s"
        await one.execute("SELECT set_config('lock_timeout', $1, true)", within)
        try:
            for app in apps:
                await _forwards(app)
        except asyncpg.LockNotAvailableError as held:
            raise MigrationError(
                "somebody else works with a table and does not let go, such as a MediaNest of the "
                "release before; stop it and start again"
            ) from held


async def _end_with_client() -> None:
    """Let the server look twice a second whether we still live, also amid a long statement."""
    # Windows' servers cannot, and refuse.
    with contextlib.suppress(asyncpg.PostgresError):
        async with transaction() as attempt:
            await attempt.execute("SET LOCAL client_connection_check_interval = 500")


async def _forwards(app: str) -> None:
    said = io.StringIO()
    try:
        # Piccolo reports by printing; its words belong in the log.
        with contextlib.redirect_stdout(said):
            result = await run_forwards(app)
    except SystemExit as stop:
        raise MigrationError(said.getvalue().strip()) from stop
    if not result.success:
        message = f"{app}: {result.message}"
        raise MigrationError(message)
    log.debug("migrated", app=app, said=said.getvalue().strip())
