"""What the person is told by the desktop: which, when, how many at once, and what buttons do."""

from medianest_desktop.live.alerts.alerts import Alerts, Pause
from medianest_desktop.live.alerts.kinds import TOPICS

__all__ = ["TOPICS", "Alerts", "Pause"]
