"""Every statement about Trakt: links and codes, wishes and what came of them, what was seen."""

from medianest.catalog.trakt.queries import codes, links, watched, wishes

__all__ = ["codes", "links", "watched", "wishes"]
