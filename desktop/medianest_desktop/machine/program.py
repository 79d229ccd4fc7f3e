"""How this program is started again: by the system at login, by a link, by a second start."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "org.medianest.Desktop"
"""The client's name among applications: its .desktop file, its LaunchAgent, its panel icon."""


def command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The words that start this client, as it was installed.

    An AppImage is named by its file, since what runs is mounted elsewhere each time; a frozen
    program by itself; a checkout by its interpreter and module.
    """
    image = environment.get("APPIMAGE", "")
    if image:
        return [image]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    installed = Path("/usr/bin/medianest-desktop")
    if installed.exists() and Path(__file__).is_relative_to("/usr"):
        return [str(installed)]
    return [sys.executable, "-m", "medianest_desktop"]
