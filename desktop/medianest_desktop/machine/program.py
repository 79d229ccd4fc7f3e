"""How this program is started again: by the system at login, by a link, by a second start."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from medianest_desktop.places import HOME


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


def desktop_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, Path]:
    """Where the desktop looks for settings and for programs of this person.

    With `$MEDIANEST_DESKTOP_HOME` it is led to folders below that, where nothing looks: such a
    client is one for trying out, and must not become the one that the system starts.
    """
    home = environment.get(HOME, "")
    if home:
        return Path(home) / "desktop" / "config", Path(home) / "desktop" / "data"
    return user_config_path(), user_data_path()
