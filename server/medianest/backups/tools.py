"""Postgres' programs at work for a backup: what their refusals mean to a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from medianest.backups.errors import BackupFailedError, NoRoomError, TooMuchAskedError
from medianest.infra.postgres.tools import ToolFailedError


@contextmanager
def explained() -> Iterator[None]:
    """Raise NoRoomError, TooMuchAskedError or BackupFailedError for a tool that failed inside."""
    try:
        yield
    except ToolFailedError as failed:
        if failed.for_want_of_room:
            raise NoRoomError(
                "The disk became full while Postgres' tools worked; make room and try again"
            ) from failed
        if failed.for_want_of_rights:
            raise TooMuchAskedError(
                "It asks Postgres for what no backup needs and nobody may do here, so somebody "
                f"else than MediaNest has written it ({failed})"
            ) from failed
        raise BackupFailedError(str(failed)) from failed
