"""An app that stands on all of the household's tables, so its migration runs after theirs."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="faulty",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    migration_dependencies=["medianest.household.piccolo_app"],
)
