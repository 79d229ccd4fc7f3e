"""Which of the client's pages fits how things stand."""

from typing import Final, Literal

from medianest_desktop.net.state import State

Page = Literal["", "connect", "offline", "stopped"]

_FITTING: Final[dict[State, Page]] = {
    "unpaired": "connect",
    "signed_out": "connect",
    "searching": "offline",
    "starting": "offline",
    "too_old": "offline",
    "identity_changed": "stopped",
    "connected": "",
}


def fitting(state: State) -> Page:
    """The page to show in `state`; empty where it is the dashboard."""
    return _FITTING[state]
