"""Announces an appliance whose own announcements the home network cannot hear."""

from medianest.infra.beacon._beacon import Beacon, Rhythm

__all__ = ["Beacon", "Rhythm"]
