"""The file that a backup is: an uncompressed tar whose first member says what the others are."""

from medianest.backups.archive._manifest import (
    DUMP,
    FORMAT,
    Manifest,
    Member,
    Reason,
    check_age,
)
from medianest.backups.archive._reading import Reader, check, opened
from medianest.backups.archive._writing import Entry, Writer

__all__ = [
    "DUMP",
    "FORMAT",
    "Entry",
    "Manifest",
    "Member",
    "Reader",
    "Reason",
    "Writer",
    "check",
    "check_age",
    "opened",
]
