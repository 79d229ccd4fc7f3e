"""The composition of everything that runs on the background loop."""

from types import TracebackType
from typing import Self

from medianest_desktop.engine.front import Front


class Engine:
    """Finds the appliance, keeps the connection, and serves the window's pages on loopback."""

    def __init__(self, places: object, settings: object, words: object, front: Front) -> None:
        self._places = places
        self._settings = settings
        self._words = words
        self._front = front

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    @property
    def url(self) -> str:
        """Where the window begins; its key works once, so it is asked for anew each time."""
        return "about:blank"

    async def command(self, text: str) -> None:
        """Does what the tray, an alert, a second start or a link asked for.

        One of `open`, `open:<path>`, `paste:<text>`, `pause:<1h|tomorrow|off>`, `settings`, `log`,
        `retry`, `alert:<id>:<action>`, `link:<address>`. `quit` is the window's own affair. An
        unknown one is ignored and logged.
        """
