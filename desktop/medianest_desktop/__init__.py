"""MediaNest on the desktop: the tray client of the appliance."""

__version__ = "0.1.0"
