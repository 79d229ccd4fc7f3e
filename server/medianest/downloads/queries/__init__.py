"""Every statement about downloads: `reading` for people, `moving` for the machine of states."""

from medianest.downloads.queries import moving, reading

__all__ = ["moving", "reading"]
