"""Tells Piccolo where this slice's tables and migrations are."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="monitoring",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.monitoring.tables"], exclude_imported=True),
    migration_dependencies=[],
)
