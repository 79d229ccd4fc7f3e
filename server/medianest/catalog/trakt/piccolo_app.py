"""Tells Piccolo where the tables and migrations of the Trakt links are."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="trakt",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.catalog.trakt.tables"], exclude_imported=True),
    migration_dependencies=["medianest.accounts.piccolo_app"],
)
