"""How Piccolo finds the table and migrations of the rules."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="request_rules",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.requests.rules.tables"], exclude_imported=True),
    migration_dependencies=[],
)
