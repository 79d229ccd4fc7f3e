"""What the person at this desktop has chosen."""

from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Annotated, Any, Literal

import msgspec
import structlog
from msgspec import Meta, Struct, structs

from medianest_desktop.bell import Bell
from medianest_desktop.store import JsonFile

log = structlog.get_logger()

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Language = Literal["", "en", "de"]


class QuietHours(Struct, frozen=True, rename="camel"):
    """When no alert may be shown, in local time; `end` may lie before `start` (over midnight)."""

    on: bool = False
    start: Clock = "22:00"
    end: Clock = "07:00"


class AlertSettings(Struct, frozen=True, rename="camel"):
    """Which alerts are shown and when; a kind that is not listed is shown."""

    kinds: dict[str, bool] = {}
    quiet_hours: QuietHours = QuietHours()
    paused_until: datetime | None = None
    grouped: bool = True
    sound: bool = True


class WindowSettings(Struct, frozen=True, rename="camel"):
    """Size and place of the window in pixels; without a place the system chooses one."""

    width: Annotated[int, Meta(ge=320, le=20_000)] = 1200
    height: Annotated[int, Meta(ge=240, le=20_000)] = 800
    x: int | None = None
    y: int | None = None
    maximized: bool = False


class Settings(Struct, frozen=True, rename="camel"):
    """All choices; an empty `language` follows the system."""

    language: Language = ""
    close_to_tray: bool = True
    # Whether the person has been told once what the window's close button does.
    told_about_closing: bool = False
    autostart: bool = False
    check_updates: bool = True
    # Empty: the address that whoever built the client put in.
    updates_address: str = ""
    alerts: AlertSettings = AlertSettings()
    window: WindowSettings = WindowSettings()


class UserSettings:
    """The settings in force, kept in `settings.json`; may be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self._file = JsonFile(folder / "settings.json", Settings)
        self._lock = RLock()
        self._now = self._file.load() or Settings()
        self.changed = Bell()
        """Rings after every change, in the thread that made it."""

    @property
    def now(self) -> Settings:
        """What holds at this moment."""
        return self._now

    def change(self, **choices: Any) -> Settings:
        """Set top-level choices, keep them on disk, and tell who listens.

        Raises msgspec.ValidationError for a value that is not allowed; nothing changes then.
        """
        with self._lock:
            wanted = structs.replace(self._now, **choices)
            # A round trip, because Structs check nothing when they are made in code.
            wanted = msgspec.convert(msgspec.to_builtins(wanted), Settings)
            if wanted == self._now:
                return self._now
            self._now = wanted
            self._keep(wanted)
        self.changed.ring()
        return wanted

    def change_alerts(self, **choices: Any) -> Settings:
        """Like `change`, for the fields of `alerts`."""
        with self._lock:
            return self.change(alerts=structs.replace(self._now.alerts, **choices))

    def change_window(self, **choices: Any) -> Settings:
        """Like `change`, for the fields of `window`."""
        with self._lock:
            return self.change(window=structs.replace(self._now.window, **choices))

    def _keep(self, wanted: Settings) -> None:
        # A full disk must not take the tray down; the choice holds until the client ends.
        try:
            self._file.save(wanted)
        except OSError as failure:
            log.warning("settings_not_saved", reason=repr(failure))
