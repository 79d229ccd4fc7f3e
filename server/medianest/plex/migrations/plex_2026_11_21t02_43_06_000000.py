from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T02:43:06:000000"
VERSION = "1.38.0"
DESCRIPTION = "Each library, collection and missing folder once"


class RawTable(Table):
    """Carries plain SQL."""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="plex", description=DESCRIPTION)

    async def once_each() -> None:
        for table, columns in (
            ("plex_libraries", "server, key"),
            ("plex_collections", "library, title, subtype"),
            ("plex_scans", "library, path"),
        ):
            await RawTable.raw(f"CREATE UNIQUE INDEX {table}_once ON {table} ({columns})")

    manager.add_raw(once_each)
    return manager
