from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T05:46:44:000000"
VERSION = "1.38.0"
DESCRIPTION = "what Piccolo cannot declare: checks, partial, sorted and compound indexes"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="requests", description=DESCRIPTION
    )

    async def indexes() -> None:
        for statement in (
            # The same thing is asked for once, however many ask at the same moment.
            "CREATE UNIQUE INDEX request_parts_once"
            " ON request_parts (media_type, tmdb_id, is4k, season, episode) WHERE active",
            "CREATE INDEX request_parts_request ON request_parts (request)",
            "CREATE UNIQUE INDEX request_followers_once ON request_followers (request, person)",
            # The list of one's own: newest first, however many requests there are.
            "CREATE INDEX request_followers_person ON request_followers (person, request DESC)",
            # What moved a request once never moves it again.
            "CREATE UNIQUE INDEX request_events_cause ON request_events (request, cause)",
            "CREATE INDEX media_requests_state ON media_requests (state, id DESC)",
            "CREATE INDEX media_requests_title ON media_requests (lower(title), id)",
            "CREATE INDEX media_requests_key ON media_requests (media_type, tmdb_id)",
            # What quotas are counted from.
            "CREATE INDEX media_requests_asker ON media_requests (requested_by, created_at)",
            "CREATE INDEX media_requests_download ON media_requests (download)"
            " WHERE download IS NOT NULL",
            "ALTER TABLE media_requests ADD CONSTRAINT media_requests_type"
            " CHECK (media_type IN ('movie', 'tv'))",
            "ALTER TABLE media_requests ADD CONSTRAINT media_requests_states"
            " CHECK (state IN ('pending', 'approved', 'submitted', 'processing',"
            " 'partially_available', 'available', 'declined', 'cancelled', 'failed'))",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(indexes)

    return manager
