"""A Postgres of our own, run as a child over binaries that are found on the machine."""

from medianest.infra.postgres._binaries import NewerPostgresError, installed_folders, major_of
from medianest.infra.postgres._embedded import Postgres, embedded, ruling, running

__all__ = [
    "NewerPostgresError",
    "Postgres",
    "embedded",
    "installed_folders",
    "major_of",
    "ruling",
    "running",
]
