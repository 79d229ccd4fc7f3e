"""The client's own pages: connecting, being offline, being stopped, settings, alerts, log."""

from medianest_desktop.pages.fitting import fitting
from medianest_desktop.pages.joining import Joining
from medianest_desktop.pages.links import Links
from medianest_desktop.pages.pages import Pages

__all__ = ["Joining", "Links", "Pages", "fitting"]
