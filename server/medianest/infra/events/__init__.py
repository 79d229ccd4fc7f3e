"""Live events: announced in a transaction, delivered at commit, resumable for a day."""

from medianest.infra.events._audience import Audience, Viewer, everyone, holders, people
from medianest.infra.events._live import LiveEvents, WhisperTooLongError
from medianest.infra.events._subscription import Subscription

__all__ = [
    "Audience",
    "LiveEvents",
    "Subscription",
    "Viewer",
    "WhisperTooLongError",
    "everyone",
    "holders",
    "people",
]
