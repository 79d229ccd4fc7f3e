"""How Piccolo finds the table and migrations of the proposals."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="removals",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.requests.removals.tables"], exclude_imported=True),
    migration_dependencies=["medianest.accounts.piccolo_app"],
)
