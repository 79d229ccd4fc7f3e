"""Signed news of a newer release: looked for once a day, told once, never installed by itself."""

from medianest_desktop.updates.news import News, UntrustedNewsError, read_news
from medianest_desktop.updates.source import Source
from medianest_desktop.updates.watch import Updates

__all__ = ["News", "Source", "UntrustedNewsError", "Updates", "read_news"]
