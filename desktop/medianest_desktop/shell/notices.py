"""What the shell itself tells the person, beside the appliance's alerts."""

from collections.abc import Callable
from pathlib import Path

import structlog

from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Action, Alert, Level
from medianest_desktop.notifier import Notifier
from medianest_desktop.shell.background import Background
from medianest_desktop.shell.outside import show_folder

log = structlog.get_logger()


class Notices:
    """Tells of downloads, and once of what the window's close button does."""

    def __init__(
        self, words: Callable[[], Words], notifier: Notifier, background: Background
    ) -> None:
        self._words = words
        self._notifier = notifier
        self._background = background

    def saved(self, path: Path, failure: str) -> None:
        """A download has ended; `failure` says why it is not whole, "" if it is."""
        if failure:
            log.warning("download_broken_off", name=path.name, reason=failure)
            self._tell("not_saved", "error", name=path.name)
            return
        log.info("download_saved", name=path.name)
        button = Action("folder", self._words().say("shell.saved.open"))
        self._tell("saved", "success", (button,), path, name=path.name, folder=str(path.parent))

    def stays(self) -> None:
        """The window hides, and the client stays in the tray."""
        self._tell("closing", "info")

    def ends(self) -> None:
        """The client ends with its window."""
        self._tell("quitting", "info")

    def _tell(
        self,
        key: str,
        level: Level,
        actions: tuple[Action, ...] = (),
        path: Path | None = None,
        **facts: str,
    ) -> None:
        alert = Alert(
            id=f"shell.{key}",
            title=self._words().say(f"shell.{key}.title", **facts),
            body=self._words().say(f"shell.{key}.body", **facts),
            link="",
            level=level,
            actions=actions,
        )

        def pressed(_: str, __: str) -> None:
            if path is not None:
                show_folder(path.parent)

        self._background.later(self._notifier.show(alert, pressed), f"notice:{key}")
