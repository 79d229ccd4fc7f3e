"""MediaNest on the desktop: the tray client of the appliance."""
