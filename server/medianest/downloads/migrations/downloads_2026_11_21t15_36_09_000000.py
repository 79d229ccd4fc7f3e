from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T15:36:09:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is there already counts in the quotas, and an index to count by"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="downloads", description=DESCRIPTION
    )

    async def counted() -> None:
        for statement in (
            "UPDATE youtube_downloads SET ordered_at = created_at,"
            " holds = coalesce((file->>'size')::bigint, 0)",
            "CREATE INDEX youtube_downloads_ordered"
            " ON youtube_downloads (requested_by, ordered_at) INCLUDE (holds)",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(counted)

    return manager
