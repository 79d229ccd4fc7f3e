"""What a tray promises."""

from collections.abc import Callable
from typing import Protocol

from medianest_desktop.live.face import Face

Chosen = Callable[[str], None]
"""Receives the command of the menu's line that was chosen; called on the toolkit's thread."""


class Tray(Protocol):
    """The client's icon; every method may be called from any thread but `start`."""

    def start(self, chosen: Chosen, face: Face) -> bool:
        """Put the icon up, on the main thread before the window runs; False if that failed."""

    def show(self, face: Face) -> None:
        """Take on another face."""

    def exists(self) -> bool:
        """Whether there is a tray, now, in which a person can see the icon."""

    def stop(self) -> None:
        """Take the icon down."""


def tooltip(face: Face) -> str:
    """The sentence beside the icon; Windows cuts it off after 127 characters."""
    return f"MediaNest: {face.reason}"[:127]
