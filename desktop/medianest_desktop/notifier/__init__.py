"""Alerts as the system shows them."""

from medianest_desktop.notifier.notifier import Notifier

__all__ = ["Notifier"]
