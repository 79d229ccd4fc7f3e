"""The client's own log, for people who wonder what it does."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from aiohttp import web

from medianest_desktop.pages.fitting import OWN
from medianest_desktop.pages.wire import Wire, answer

_MOST_BYTES: Final = 256 * 1024
_MOST_LINES: Final = 1000
_LEVELS: Final = ("debug", "info", "warning", "error", "critical")


class LogLine(Wire, frozen=True):
    """A line and how grave it is."""

    level: str
    line: str


class Journal(Wire, frozen=True):
    """The end of the log, the newest line last."""

    path: str
    lines: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class LogView:
    """Shows the newest file of the folder of logs."""

    folder: Path

    def routes(self) -> list[web.RouteDef]:
        """The door to it."""
        return [web.get(f"{OWN}api/log", self._show)]

    async def _show(self, _: web.Request) -> web.Response:
        return answer(await asyncio.to_thread(self._read))

    def _read(self) -> Journal:
        newest = max(self.folder.glob("*.log"), key=_age, default=None)
        if newest is None:
            return Journal(str(self.folder), ())
        lines = _end(newest).splitlines()[-_MOST_LINES:]
        return Journal(str(newest), tuple(_line(each) for each in lines if each.strip()))


def _age(file: Path) -> float:
    return file.stat().st_mtime


def _end(file: Path) -> str:
    with file.open("rb") as content:
        size = content.seek(0, 2)
        content.seek(max(0, size - _MOST_BYTES))
        text = content.read().decode(errors="replace")
    # What stands before the first line end is half a line.
    return text.partition("\n")[2] if size > _MOST_BYTES else text


def _line(text: str) -> LogLine:
    try:
        facts = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        return LogLine(_level(text), text)
    level = str(facts.pop("level", "info"))
    head = f"{facts.pop('timestamp', '')}  {level:<8}{facts.pop('event', '')}".strip()
    return LogLine(level, "  ".join([head, *(f"{name}={value}" for name, value in facts.items())]))


def _level(text: str) -> str:
    begin = text[:80].lower()
    return next((level for level in reversed(_LEVELS) if level in begin), "info")
