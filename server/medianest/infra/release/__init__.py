"""Which releases of MediaNest have opened these data, so that a refusal can name one.

A table in the database says it, and a file beside it for the case that Postgres itself is too new
to be opened. Nothing is refused by a version's number alone: an older release may serve again as
long as it knows every migration that was run.
"""

from medianest.infra.release._file import write, written
from medianest.infra.release._names import Release, age, newest, this_release
from medianest.infra.release.queries import opened_by, remember

__all__ = [
    "Release",
    "age",
    "newest",
    "opened_by",
    "remember",
    "this_release",
    "write",
    "written",
]
