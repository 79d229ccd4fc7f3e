from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T05:37:08:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find items by key, id, words and place; one server to a service"

_STATEMENTS = (
    "CREATE UNIQUE INDEX plex_items_once ON plex_items (server, rating_key)",
    "CREATE INDEX plex_items_of_library ON plex_items (server, library, type, sort_title, id)"
    " WHERE deleted_at IS NULL",
    "CREATE INDEX plex_items_by_title_id ON plex_items (tmdb_id, type)"
    " WHERE deleted_at IS NULL AND type IN ('movie', 'show')",
    "CREATE INDEX plex_items_of_show ON plex_items (server, show_key, season, episode)"
    " INCLUDE (hd, uhd, size) WHERE deleted_at IS NULL AND type = 'episode'",
    "CREATE INDEX plex_items_newest ON plex_items (added_at DESC, id DESC)"
    " WHERE deleted_at IS NULL AND type IN ('movie', 'episode', 'album')",
    "CREATE INDEX plex_items_words ON plex_items USING gin (to_tsvector('simple', title))"
    " WHERE deleted_at IS NULL",
    "CREATE INDEX plex_items_unmatched ON plex_items (match_tried_at NULLS FIRST)"
    " WHERE deleted_at IS NULL AND type IN ('movie', 'show') AND tmdb_id IS NULL",
    "CREATE UNIQUE INDEX plex_members_once ON plex_members (server, collection, item)",
    "CREATE UNIQUE INDEX plex_servers_once ON plex_servers (service) WHERE service IS NOT NULL",
    "CREATE INDEX plex_syncs_held ON plex_syncs (server) WHERE state = 'held'",
    "ALTER TABLE plex_syncs ADD CONSTRAINT plex_syncs_state CHECK"
    " (state IN ('running', 'done', 'held', 'failed', 'dismissed'))",
    "INSERT INTO plex_servers (id, service, name, version, platform, seen_at)"
    " SELECT server, 'plex', 'Plex', '', '', max(updated_at) FROM plex_libraries"
    " WHERE server <> '' GROUP BY server ORDER BY max(updated_at) DESC LIMIT 1",
)


class RawTable(Table):
    """Carries plain SQL."""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="plex", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
