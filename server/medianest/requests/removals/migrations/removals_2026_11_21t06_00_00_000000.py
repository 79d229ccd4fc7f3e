from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from medianest.infra.database import execute

ID = "2026-11-21T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Each item of Plex is proposed once"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="removals", description=DESCRIPTION)

    async def once_each() -> None:
        await execute(
            "CREATE UNIQUE INDEX removal_proposals_once ON removal_proposals (server, rating_key)"
        )
        await execute(
            "CREATE INDEX removal_proposals_waiting ON removal_proposals (size DESC, id)"
            " WHERE decision = ''"
        )

    manager.add_raw(once_each)
    return manager
