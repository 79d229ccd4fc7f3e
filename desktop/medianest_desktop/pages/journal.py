"""The client's own log, for people who wonder what it does."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.pages.wire import Wire, answer

_MOST_BYTES: Final = 256 * 1024
_MOST_LINES: Final = 1000
_LEVEL: Final = re.compile(r"\blevel=([a-z]+)")


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
    """Shows the end of `file`."""

    file: Path

    def routes(self) -> list[web.RouteDef]:
        """The door to it."""
        return [web.get(f"{OWN_PAGES}api/log", self._show)]

    async def _show(self, _: web.Request) -> web.Response:
        lines = await asyncio.to_thread(last_lines, self.file, most=_MOST_LINES)
        return answer(Journal(str(self.file), tuple(_line(each) for each in lines)))


def last_lines(file: Path, *, most: int) -> list[str]:
    """The newest lines of a log, at most so many, oldest first; none where there is no log."""
    try:
        lines = _end(file).splitlines()
    except OSError:
        return []
    return lines[-most:]


def _end(file: Path) -> str:
    with file.open("rb") as content:
        size = content.seek(0, 2)
        content.seek(max(0, size - _MOST_BYTES))
        text = content.read().decode(errors="replace")
    # What stands before the first line end is half a line.
    return text.partition("\n")[2] if size > _MOST_BYTES else text


def _line(text: str) -> LogLine:
    said = _LEVEL.search(text)
    return LogLine(said[1] if said else "info", text)
