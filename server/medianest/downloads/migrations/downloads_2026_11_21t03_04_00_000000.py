from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T03:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what Piccolo cannot declare: partial, sorted and compound indexes"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="downloads", description=DESCRIPTION
    )

    async def indexes() -> None:
        for statement in (
            # One download of a link and quality, however many submit it at the same moment.
            "CREATE UNIQUE INDEX youtube_downloads_once ON youtube_downloads (link_key, profile)"
            " WHERE state <> 'cancelled'",
            # Two downloads never share an output, and two videos never an episode.
            "CREATE UNIQUE INDEX youtube_downloads_target ON youtube_downloads (target)",
            "CREATE UNIQUE INDEX youtube_downloads_episode"
            " ON youtube_downloads (show, season, episode)",
            "CREATE INDEX youtube_downloads_person ON youtube_downloads (requested_by, id DESC)",
            "CREATE INDEX youtube_downloads_state ON youtube_downloads (state, id DESC)",
            "CREATE INDEX youtube_downloads_awaits_plex ON youtube_downloads (id)"
            " WHERE awaits_plex",
            "CREATE UNIQUE INDEX download_followers_once ON download_followers (download, person)",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(indexes)

    return manager
