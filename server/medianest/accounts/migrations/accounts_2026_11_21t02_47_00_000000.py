"""What Piccolo cannot say of the tables.

A file of its own because Piccolo runs raw statements before it makes the tables of the same file.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from medianest.infra.database import execute

ID = "2026-11-21T02:47:00:000000"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def run():
        await execute(
            "ALTER TABLE users ADD CONSTRAINT users_role_known"
            " CHECK (role IN ('owner', 'admin', 'member', 'guest'))"
        )

    manager.add_raw(run)
    return manager
