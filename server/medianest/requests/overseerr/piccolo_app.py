"""How Piccolo finds what is known of requests in Overseerr."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="overseerr",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(["medianest.requests.overseerr.tables"], exclude_imported=True),
    migration_dependencies=["medianest.requests.piccolo_app"],
)
