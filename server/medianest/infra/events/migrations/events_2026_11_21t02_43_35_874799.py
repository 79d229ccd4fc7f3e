"""Numbers in the order of commits.

A file of its own because Piccolo runs raw statements before it makes the tables of the same file.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from medianest.infra.database import execute

ID = "2026-11-21T02:43:35:874799"
VERSION = "1.38.0"
DESCRIPTION = "sequence at commit"

INDEXES = """
CREATE UNIQUE INDEX events_in_order ON events (seq);
CREATE INDEX events_at ON events (at);
"""

# The trigger is deferred to the commit and holds its lock until the commit is visible to everybody,
# so whoever has seen number n has seen, or can read, every number below it.
IN_ORDER = """
CREATE SEQUENCE events_seq;
CREATE FUNCTION events_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('medianest_events')::bigint);
    UPDATE events SET seq = nextval('events_seq') WHERE id = NEW.id;
    PERFORM pg_notify('medianest_events', '');
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER events_numbered AFTER INSERT ON events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_number();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="events", description=DESCRIPTION)

    async def run() -> None:
        await execute(INDEXES)
        await execute(IN_ORDER)

    manager.add_raw(run)
    return manager
