"""MediaNest on the desktop: the tray client of the appliance."""

__version__ = "0.1.0"

APPLICATION = "org.medianest.Desktop"
"""The client's name among applications: its .desktop file, its LaunchAgent, its panel icon."""

OWN_PAGES = "/_client/"
"""Below this path the window gets the client's own pages, everywhere else the appliance's."""
