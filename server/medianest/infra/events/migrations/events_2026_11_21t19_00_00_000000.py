"""The lock around event numbers, named like every other one: see `medianest.infra.database.Lock`."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from medianest.infra.database import execute

ID = "2026-11-21T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "name of the lock"

IN_ORDER = """
CREATE OR REPLACE FUNCTION events_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('events.number:', 0));
    UPDATE events SET seq = nextval('events_seq') WHERE id = NEW.id;
    PERFORM pg_notify('medianest_events', '');
    RETURN NULL;
END;
$$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="events", description=DESCRIPTION)

    async def run() -> None:
        await execute(IN_ORDER)

    manager.add_raw(run)
    return manager
