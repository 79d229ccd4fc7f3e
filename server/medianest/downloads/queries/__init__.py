"""Every statement: `reading` for people, `moving` for the states, `places` for the files."""

from medianest.downloads.queries import moving, places, reading

__all__ = ["moving", "places", "reading"]
