"""What keeps the catalogue up to date by itself. Each task can be killed at any moment.

The place that a task has come to is written in the same transaction as the rows that took it
there, so the next run goes on where the last one was ended.
"""

from medianest.catalog.tasks._cleanup import CLEANUP, Cleanup
from medianest.catalog.tasks._lists import ListsTask
from medianest.catalog.tasks._match import MATCH, Match, Shelves, Unmatched
from medianest.catalog.tasks._seasons import LONGEST, SEASONS, SeasonsTask
from medianest.catalog.tasks._titles import TitlesTask

__all__ = [
    "CLEANUP",
    "LONGEST",
    "MATCH",
    "SEASONS",
    "Cleanup",
    "ListsTask",
    "Match",
    "SeasonsTask",
    "Shelves",
    "TitlesTask",
    "Unmatched",
]
