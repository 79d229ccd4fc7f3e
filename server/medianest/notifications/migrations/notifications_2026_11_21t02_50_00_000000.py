from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T02:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what Piccolo cannot declare: uniqueness over two columns, partial and sorted indexes"


class Raw(Table):
    pass


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="notifications", description=DESCRIPTION
    )

    async def indexes() -> None:
        # Uniqueness is what keeps a repeated cause from telling anybody twice.
        for statement in (
            "CREATE UNIQUE INDEX notifications_person_cause ON notifications (person, cause)",
            "CREATE INDEX notifications_person_id ON notifications (person, id DESC)",
            "CREATE INDEX notifications_unread ON notifications (person) WHERE read_at IS NULL",
            "CREATE INDEX notifications_created_at ON notifications (created_at)",
            "CREATE UNIQUE INDEX deliveries_once ON deliveries (notification, channel)",
            "CREATE UNIQUE INDEX notification_preferences_once"
            " ON notification_preferences (person, kind)",
        ):
            await Raw.raw(statement).run()

    manager.add_raw(indexes)

    return manager
