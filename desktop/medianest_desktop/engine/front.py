"""What the engine asks of the side with the screen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from medianest_desktop.live import Alert, Face


@dataclass(frozen=True, slots=True)
class Front:
    """What the window's side does for the engine.

    All are called on the engine's loop: they hand over to the window's thread and return at once.
    """

    show_alert: Callable[[Alert], Awaitable[bool]]
    """Raises an alert; False if the system refused it."""

    face_changed: Callable[[Face], None]
    """Shows another face in the tray."""

    open_window: Callable[[str], None]
    """Loads an address in the window and brings it to the front; "" leaves the page as it is."""

    open_browser: Callable[[str], None]
    """Opens an address outside, in the system's browser."""
