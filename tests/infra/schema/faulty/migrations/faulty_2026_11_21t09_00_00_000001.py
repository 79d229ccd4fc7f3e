"""Changes much, waits if it is told to, and fails if it is told to."""

import os

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from medianest.infra.database import execute

ID = "2026-11-21T09:00:00:000001"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="faulty", description="")

    async def run() -> None:
        await execute("DELETE FROM releases")
        await execute("ALTER TABLE releases ADD COLUMN half boolean")
        await execute("SELECT pg_sleep($1)", float(os.environ.get("FAULTY_WAITS", "0")))
        if "FAULTY_FAILS" in os.environ:
            await execute("SELECT no_such_column FROM releases")

    manager.add_raw(run)
    return manager
