"""MediaNest on the desktop: the tray client of the appliance."""

__version__ = "0.1.0"

APPLICATION = "org.medianest.Desktop"
"""The client's name among applications: its .desktop file, its LaunchAgent, its panel icon."""
