"""Every statement of this slice."""

from medianest.catalog.queries import (
    answers,
    calendar,
    genres,
    lists,
    pace,
    searching,
    seasons,
    storing,
    sync,
    titles,
)

__all__ = [
    "answers",
    "calendar",
    "genres",
    "lists",
    "pace",
    "searching",
    "seasons",
    "storing",
    "sync",
    "titles",
]
