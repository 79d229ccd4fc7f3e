"""`--diagnose`: what helps whoever helps, without a secret in it."""

import asyncio
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import keyring

from medianest_desktop import __version__
from medianest_desktop.machine.instance import Instance
from medianest_desktop.machine.program import command
from medianest_desktop.machine.redaction import without_secrets
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.preflight import reach
from medianest_desktop.net.tries import UnreachableError
from medianest_desktop.pages.journal import last_lines
from medianest_desktop.places import Places
from medianest_desktop.shell.adapters import NoToolkitError, choose
from medianest_desktop.shell.surroundings import notification_server, tray_kind

_LIBRARIES = (
    "pywebview",
    "pystray",
    "desktop-notifier",
    "zeroconf",
    "aiohttp",
    "cryptography",
    "keyring",
    "PyGObject",
    "PySide6",
    "Pillow",
)
_LISTENING = 4.0
_SESSION = (
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "LANG",
)
_LINES = 60


def report(places: Places, gui: str) -> str:
    """The report as text; looks around in the network for a few seconds."""
    parts = [
        ("Program", _program(places)),
        ("Session", [f"{name}: {os.environ.get(name, '')}" for name in _SESSION]),
        ("Desktop", _desktop(gui)),
        ("Appliance", asyncio.run(_appliance(places))),
        ("Log", last_lines(places.log, most=_LINES) or ["empty"]),
    ]
    text = "\n\n".join(f"== {title} ==\n" + "\n".join(lines) for title, lines in parts)
    return without_secrets(text) + "\n"


def _program(places: Places) -> list[str]:
    instance = Instance(places.runtime)
    alone = instance.first()
    instance.close()
    return [
        f"version: {__version__}",
        f"started as: {' '.join(command())}",
        f"frozen: {getattr(sys, 'frozen', False)}",
        f"running: {not alone}",
        f"python: {platform.python_version()}",
        f"system: {platform.platform()}",
        f"log: {places.log}",
        *(f"{name}: {_version(name)}" for name in _LIBRARIES),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed as a package"


def _desktop(gui: str) -> list[str]:
    try:
        toolkit = choose(gui).name
    except NoToolkitError as failure:
        toolkit = f"none ({failure})"
    ring = keyring.get_keyring()
    return [
        f"toolkit: {toolkit}",
        f"tray: {tray_kind() or 'none'}",
        f"notification server: {notification_server() or 'none'}",
        f"keyring: {type(ring).__module__}.{type(ring).__qualname__}",
    ]


async def _appliance(places: Places) -> list[str]:
    async with Discovery() as discovery:
        await asyncio.sleep(_LISTENING)
        found = discovery.found
    lines = [
        f"found: {each.id} {each.version} {' '.join(map(str, each.addresses))}" for each in found
    ]
    paired = Appliances(places.config).paired
    if paired is None:
        return [*lines, f"found in all: {len(found)}", "paired: no"]
    return [*lines, f"found in all: {len(found)}", *await _paired(paired)]


async def _paired(paired: Paired) -> list[str]:
    trust = "pinned" if paired.ca_pem else "not pinned"
    lines = [f"paired: {paired.id}, {trust}, since {paired.paired_at:%Y-%m-%d}"]
    for address in paired.addresses:
        lines += await _tried(str(address))
    return lines


async def _tried(address: str) -> list[str]:
    try:
        reached = await reach(address)
    except UnreachableError as failure:
        return [f"{each.address}: {each.reason_key} {each.detail}" for each in failure.tries]
    return [f"{address}: reached, version {reached.version}"]
