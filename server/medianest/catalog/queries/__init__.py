"""Every statement of this slice."""

from medianest.catalog.queries import answers, pace, searching, seasons, storing, titles

__all__ = ["answers", "pace", "searching", "seasons", "storing", "titles"]
