from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T05:54:09:000000"
VERSION = "1.38.0"
DESCRIPTION = "what Piccolo cannot declare: compound indexes"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="trakt", description=DESCRIPTION
    )

    async def indexes() -> None:
        for statement in (
            "CREATE UNIQUE INDEX trakt_wishes_once ON trakt_wishes (person, media_type, tmdb_id)",
            # What makes a title that was removed on purpose stay away.
            "CREATE UNIQUE INDEX trakt_imports_once"
            " ON trakt_imports (person, media_type, tmdb_id)",
            "CREATE UNIQUE INDEX trakt_watched_once ON trakt_watched (person, play)",
            "CREATE INDEX trakt_watched_titles"
            " ON trakt_watched (media_type, tmdb_id, watched_at)",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(indexes)

    return manager
