"""Whether a Linux desktop has a tray in which icons are seen."""

import asyncio
import os

import structlog
from dbus_fast import BusType, Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError
from Xlib import X
from Xlib.display import Display
from Xlib.error import DisplayError

log = structlog.get_logger()

_PATIENCE = 1.0
_NOTIFICATIONS = "org.freedesktop.Notifications"
_WATCHER = "org.kde.StatusNotifierWatcher"


def tray_host() -> str:
    """The kind of tray that is there now: `sni`, `xembed`, or "" for none.

    Asks the session bus and the X server, for at most a second each; not on a thread that runs an
    asyncio loop.
    """
    if asyncio.run(notifier_host()):
        return "sni"
    return "xembed" if x_tray() else ""


async def notifier_host() -> bool:
    """Whether a panel shows StatusNotifierItems (Plasma, Xfce, GNOME with its extension)."""
    answer = await ask_bus(
        Message(
            destination=_WATCHER,
            path="/StatusNotifierWatcher",
            interface="org.freedesktop.DBus.Properties",
            member="Get",
            signature="ss",
            body=[_WATCHER, "IsStatusNotifierHostRegistered"],
            flags=MessageFlag.NO_AUTOSTART,
        )
    )
    return bool(answer) and isinstance(answer[0], Variant) and bool(answer[0].value)


def x_tray() -> bool:
    """Whether a panel of the older kind owns the tray of the first X screen."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        display = Display()
    except (DisplayError, OSError) as failure:
        log.debug("no_x_server", reason=repr(failure))
        return False
    try:
        tray = display.intern_atom("_NET_SYSTEM_TRAY_S0")
        return bool(display.get_selection_owner(tray) != X.NONE)
    finally:
        display.close()


def notification_server() -> str:
    """The name and version of what shows alerts on this bus, "" for none; like `tray_host`."""
    answer = asyncio.run(
        ask_bus(
            Message(
                destination=_NOTIFICATIONS,
                path="/org/freedesktop/Notifications",
                interface=_NOTIFICATIONS,
                member="GetServerInformation",
            )
        )
    )
    return " ".join(str(word) for word in answer[:3:2])


async def ask_bus(question: Message) -> list[object]:
    """The answer's body; empty where there is no session bus, no such service or no answer."""
    address = bus_address()
    if not address:
        return []
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _ask(address, question)
    except (OSError, TimeoutError, DBusError, EOFError) as failure:
        log.debug("bus_silent", reason=repr(failure))
        return []


def bus_address() -> str:
    """Where this session's bus listens, "" if it has none."""
    said = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    return "" if said.startswith("disabled:") else said


async def _ask(address: str, question: Message) -> list[object]:
    bus = await MessageBus(bus_address=address, bus_type=BusType.SESSION).connect()
    try:
        answer = await bus.call(question)
    finally:
        bus.disconnect()
    if answer is None or answer.message_type is MessageType.ERROR:
        return []
    return list(answer.body)
