"""Keeps downloads just before a change of their row is committed, for as long as a test wants.

A trigger in the appliance's database waits for a lock that the test holds. The program meets a
slow database, nothing else; a kill ends the wait like any other statement.
"""

from dataclasses import dataclass, field

from tests.support.database import Line

_SPACE = 4242
_INSTALL = """
    CREATE TABLE IF NOT EXISTS crash_holds (url text, entering text, key int);
    CREATE OR REPLACE FUNCTION crash_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held int;
    BEGIN
        SELECT key INTO held FROM crash_holds WHERE url = NEW.url AND (
            (entering = NEW.state AND OLD.state <> NEW.state)
            OR (entering = 'target' AND OLD.target IS NULL AND NEW.target IS NOT NULL));
        IF held IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(4242, held);
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER crash_hold BEFORE UPDATE ON youtube_downloads
        FOR EACH ROW EXECUTE FUNCTION crash_hold();
"""


@dataclass
class Holds:
    """What is kept back through `line`; a hold whose line is closed holds nothing any more."""

    line: Line
    _keys: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line.run(_INSTALL)

    def before(self, url: str, entering: str) -> None:
        """Hold the download of `url` before it enters that state (`target`: claims its place)."""
        key = self._keys[url] = len(self._keys) + 1
        self.line.ask("SELECT pg_advisory_lock($1, $2)", _SPACE, key)
        self.line.ask("INSERT INTO crash_holds VALUES ($1, $2, $3)", url, entering, key)

    def reached(self, url: str) -> bool:
        waiting = self.line.value(
            """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND classid::int = $1 AND objid::int = $2""",
            _SPACE,
            self._keys[url],
        )
        return bool(waiting)

    def release(self, url: str) -> None:
        self.line.ask("DELETE FROM crash_holds WHERE url = $1", url)
        self.line.ask("SELECT pg_advisory_unlock($1, $2)", _SPACE, self._keys[url])

    def forget(self) -> None:
        """Catch nobody from now on; whoever waits goes on waiting until the line is closed."""
        self.line.ask("DELETE FROM crash_holds")
