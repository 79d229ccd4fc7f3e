"""Signed news of a newer release: looked for once a day, told once, never installed by itself."""

from medianest_desktop.updates.news import News, UntrustedNewsError, read_news
from medianest_desktop.updates.source import Source, is_address
from medianest_desktop.updates.watch import Outcome, Updates

__all__ = [
    "News",
    "Outcome",
    "Source",
    "UntrustedNewsError",
    "Updates",
    "is_address",
    "read_news",
]
