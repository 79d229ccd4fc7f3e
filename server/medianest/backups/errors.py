"""What can go wrong around backups; each message says what to do."""

from medianest.kit.errors import (
    ConflictError,
    MediaNestError,
    NotFoundError,
    UnavailableError,
    UnprocessableError,
)


class NoSuchBackupError(NotFoundError):
    """The folder holds no backup of this name."""

    code = "no_such_backup"
    title = "There is no such backup"


class UnreadableError(UnprocessableError):
    """The file is no backup of MediaNest, or is damaged."""

    code = "backup_unreadable"
    title = "That file is no backup of MediaNest, or it is damaged"


class TooNewError(UnprocessableError):
    """A newer MediaNest, or a newer Postgres, has made the backup."""

    code = "backup_too_new"
    title = "That backup was made by a newer MediaNest"


class BackupFailedError(MediaNestError):
    """A tool of Postgres did not do its work; the message holds its last words."""

    code = "backup_failed"
    title = "The backup could not be made"


class TooMuchAskedError(UnprocessableError):
    """The dump wants more of the database than its user may do."""

    code = "backup_asks_too_much"
    title = "That backup asks for what no backup needs"


class MayNotProveError(UnprocessableError):
    """The database's user may not make databases."""

    code = "may_not_prove"
    title = (
        "The user of database.url may not make databases, so nothing can be restored there; "
        "give the right with ALTER ROLE ... CREATEDB"
    )


class NoRoomError(MediaNestError):
    """The disk has not enough room, or became full on the way."""

    status = 507
    code = "no_room"
    title = "There is not enough room on the disk"


class BackupRunningError(ConflictError):
    """Another backup is being made in the same folder."""

    code = "backup_running"
    title = "A backup is being made or checked already; please wait for it"


class RestoreImpossibleError(ConflictError):
    """This process cannot start anew into a restore."""

    code = "restore_impossible"
    title = "Please stop MediaNest and run `medianest restore`"


class NotRunningError(UnavailableError):
    """The database does not run."""

    code = "database_unavailable"
    title = "The database does not run"


class NamesDifferError(UnprocessableError):
    """The repeated name is not the one of the backup."""

    code = "names_differ"
    title = "Repeat the backup's name to restore it"


class WrongResultError(UnprocessableError):
    """What came out of the restore cannot serve; nothing was changed."""

    code = "wrong_result"
    title = "What the backup holds cannot serve"
