"""What the tray shows: one of four states, why in words, and a menu."""

from enum import StrEnum

from msgspec import Struct

SEPARATOR_LABEL = "-"


class Status(StrEnum):
    """How things stand, from best to worst."""

    OK = "ok"
    BUSY = "busy"
    ATTENTION = "attention"
    OFFLINE = "offline"


class Entry(Struct, frozen=True):
    """A line of the menu; choosing it gives `command`. With `entries` it is a menu of its own."""

    label: str
    command: str = ""
    enabled: bool = True
    entries: tuple["Entry", ...] = ()


SEPARATOR = Entry(SEPARATOR_LABEL)


class Face(Struct, frozen=True):
    """All that the tray shows; `reason` is a translated sentence."""

    status: Status
    reason: str
    entries: tuple[Entry, ...]
