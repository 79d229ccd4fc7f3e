"""What the desktop around the client has; each "" where it has none or cannot be asked."""

import sys

if sys.platform == "linux":
    from medianest_desktop.tray import host


def tray_kind() -> str:
    """The kind of tray in which an icon would be seen now."""
    if sys.platform == "linux":
        return host.tray_host()
    return "system"


def notification_server() -> str:
    """The name and version of what shows alerts now."""
    if sys.platform == "linux":
        return host.notification_server()
    return "system"
