"""Alerts by desktop-notifier, told truly whether they were shown."""

import asyncio
import html
import sys
from collections.abc import Callable
from pathlib import Path

import structlog
from desktop_notifier import DEFAULT_SOUND, Button, DesktopNotifier, Icon, Urgency

from medianest_desktop.live.alert import Alert

log = structlog.get_logger()

Pressed = Callable[[str, str], None]
"""Receives the alert's id and the pressed button's, "" for a click on the alert itself."""

_PATIENCE = 3.0
_URGENCY = {
    "info": Urgency.Normal,
    "success": Urgency.Normal,
    "warning": Urgency.Normal,
    "error": Urgency.Critical,
}


class Notifier:
    """Shows alerts; presses come back on the loop that shows them (macOS: on the main thread)."""

    def __init__(self, icon: Path, desktop: DesktopNotifier | None = None) -> None:
        self._desktop = desktop or DesktopNotifier("MediaNest", Icon(path=icon))

    async def show(self, alert: Alert, pressed: Pressed, *, audible: bool = False) -> bool:
        """Raise `alert`; False if the system did not take it within three seconds.

        An `audible` one comes with the sound that the system has for alerts.
        """
        loop = asyncio.get_running_loop()
        taken = asyncio.Event()
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._send(
                    alert,
                    pressed,
                    lambda: loop.call_soon_threadsafe(taken.set),
                    audible=audible,
                )
                await taken.wait()
        except (TimeoutError, OSError, RuntimeError) as failure:
            # desktop-notifier logs most refusals and says nothing: silence is one.
            log.info("alert_refused", alert=alert.id, reason=repr(failure))
            return False
        return True

    async def _send(
        self,
        alert: Alert,
        pressed: Pressed,
        dispatched: Callable[[], object],
        *,
        audible: bool,
    ) -> None:
        def press(action: str) -> Callable[[], None]:
            return lambda: pressed(alert.id, action)

        await self._desktop.send(
            title=_printable(alert.title),
            message=_plain(alert.body),
            urgency=_URGENCY[alert.level],
            buttons=[Button(title=a.label, on_pressed=press(a.id)) for a in alert.actions],
            on_dispatched=dispatched,
            on_clicked=press(""),
            sound=DEFAULT_SOUND if audible else None,
        )


def _printable(text: str) -> str:
    # The bus refuses a message with some of these, and then nothing at all would be shown.
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _plain(body: str) -> str:
    body = _printable(body)
    # Linux servers read the body as markup, so a title like "Tom & Jerry" would be mangled.
    return html.escape(body, quote=False) if sys.platform == "linux" else body
