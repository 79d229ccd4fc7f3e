"""Piccolo's view of this slice."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="household",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.household.tables"], exclude_imported=True),
    migration_dependencies=[],
)
