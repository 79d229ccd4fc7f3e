from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T06:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "List a library by date"


class RawTable(Table):
    """Carries plain SQL."""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="plex", description=DESCRIPTION)

    async def run() -> None:
        await RawTable.raw(
            "CREATE INDEX plex_items_by_date ON plex_items"
            " (server, library, type, added_at DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL"
        )

    manager.add_raw(run)
    return manager
