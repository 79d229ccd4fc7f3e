from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T05:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each thing once, indexes that Piccolo cannot declare, films and shows as one view"

_COLUMNS = (
    "tmdb_id, imdb_id, tvdb_id, title, overview, original_title, original_language, release_date,"
    " genres, runtime, popularity, vote_average, vote_count, poster_path, backdrop_path, status,"
    " adult, min_age, cared, seen_at, updated_at, fetched_at"
)
_NOBODY = "'00000000-0000-0000-0000-000000000000'"


class Raw(Table):
    """Carries plain SQL."""


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="catalog", description=DESCRIPTION
    )

    async def statements() -> None:
        for table in ("films", "shows"):
            await Raw.raw(f"CREATE INDEX {table}_popular ON {table} (popularity DESC)")
            await Raw.raw(f"CREATE INDEX {table}_genres ON {table} USING gin (genres)")
            await Raw.raw(f"CREATE INDEX {table}_released ON {table} (release_date)")
            await Raw.raw(
                f"CREATE INDEX {table}_due ON {table} (due_at) WHERE due_at IS NOT NULL"
            )
        for statement in (
            "CREATE UNIQUE INDEX title_texts_once"
            " ON title_texts (media_type, tmdb_id, language)",
            "CREATE UNIQUE INDEX seasons_once ON seasons (show, number)",
            "CREATE INDEX seasons_due ON seasons (due_at) WHERE due_at IS NOT NULL",
            "CREATE UNIQUE INDEX episodes_once ON episodes (season, number)",
            "CREATE UNIQUE INDEX genres_once ON genres (media_type, tmdb_id)",
            "CREATE UNIQUE INDEX genre_translations_once"
            " ON genre_translations (genre, language)",
            "CREATE UNIQUE INDEX media_lists_once"
            f" ON media_lists (slug, coalesce(person, {_NOBODY}))",
            "CREATE UNIQUE INDEX media_list_items_once"
            " ON media_list_items (list, media_type, tmdb_id)",
            "CREATE INDEX media_list_items_place ON media_list_items (list, position)",
            "CREATE INDEX media_list_items_title ON media_list_items (media_type, tmdb_id)",
            "CREATE INDEX tmdb_answers_seen ON tmdb_answers (kind, seen_at)",
            # It is as good as new after a crash, and a turn must not wait for the disk.
            "ALTER TABLE tmdb_pace SET UNLOGGED",
            f"CREATE VIEW titles AS SELECT 'movie'::varchar AS media_type, {_COLUMNS} FROM films"
            f" UNION ALL SELECT 'tv'::varchar, {_COLUMNS} FROM shows",
        ):
            await Raw.raw(statement)

    manager.add_raw(statements)
    return manager
