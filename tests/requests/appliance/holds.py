"""Keeps requests just before a change of theirs is committed; see `tests.support.holds`."""

from tests.support.holds import Holds

_INSTALL = """
    CREATE TABLE IF NOT EXISTS crash_holds (url text, entering text, key int);
    CREATE OR REPLACE FUNCTION hold_here(about text, step text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE held int;
    BEGIN
        SELECT key INTO held FROM crash_holds WHERE url = about AND entering = step;
        IF held IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(4242, held);
        END IF;
    END $$;
    CREATE OR REPLACE FUNCTION hold_request() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> NEW.state THEN
            PERFORM hold_here(NEW.tmdb_id::text, NEW.state);
        ELSIF OLD.title = '' AND NEW.title <> '' THEN
            PERFORM hold_here(NEW.tmdb_id::text, 'described');
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE FUNCTION hold_notice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM hold_here(tmdb_id::text, NEW.kind) FROM media_requests
            WHERE '/requests/' || id = NEW.link;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER hold_request BEFORE UPDATE ON media_requests
        FOR EACH ROW EXECUTE FUNCTION hold_request();
    CREATE OR REPLACE TRIGGER hold_notice BEFORE INSERT ON notifications
        FOR EACH ROW EXECUTE FUNCTION hold_notice();
"""


class RequestHolds(Holds):
    """Holds the request of a title, named by its number.

    What is entered is a state, `described` for its title, or the kind of a notice about it.
    """

    def __post_init__(self) -> None:
        self.line.run(_INSTALL)
