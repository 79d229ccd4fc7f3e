"""Follows what happens on the appliance, and says how things stand. See the README."""

from medianest_desktop.live.alert import Action, Alert, Kept
from medianest_desktop.live.alerts import TOPICS, Alerts, Pause
from medianest_desktop.live.face import Entry, Face, Status
from medianest_desktop.live.live import Live, Outside, Tempo
from medianest_desktop.live.submitting import submit

__all__ = [
    "TOPICS",
    "Action",
    "Alert",
    "Alerts",
    "Entry",
    "Face",
    "Kept",
    "Live",
    "Outside",
    "Pause",
    "Status",
    "Tempo",
    "submit",
]
