from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T05:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what Piccolo cannot declare: compound and partial indexes"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="overseerr", description=DESCRIPTION
    )

    async def indexes() -> None:
        for statement in (
            "CREATE UNIQUE INDEX overseerr_links_once ON overseerr_links (request, overseerr_id)",
            # One question at a time about a request.
            "CREATE UNIQUE INDEX overseerr_links_asking ON overseerr_links (request)"
            " WHERE overseerr_id IS NULL",
            "CREATE INDEX overseerr_links_checked ON overseerr_links (checked_at NULLS FIRST)"
            " WHERE overseerr_id IS NOT NULL",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(indexes)

    return manager
