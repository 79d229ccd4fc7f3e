"""The desktop client as a person starts it, on a desktop of a test."""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import httpx2
import psutil
from tests.desktop_gui.desktop import Desktop
from tests.desktop_gui.programs import output, until
from tests.desktop_gui.screen import Seen
from tests.support.visited import Visited

Engine = Literal["gtk", "qt"]

ROOT = Path(__file__).parents[2]
_PYTHON = {"gtk": ROOT / ".venv-desktop/bin/python", "qt": ROOT / ".venv-desktop-qt/bin/python"}
_CLIPBOARD = Path(__file__).with_name("clipboard.py")
_DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
_CODE = re.compile(r"\b([A-Z2-7]{4}-[A-Z2-7]{4})\b")
TITLE = "MediaNest"


class Client:
    """Starts, stops and looks at the client."""

    def __init__(self, desktop: Desktop, engine: Engine = "gtk") -> None:
        self.desktop = desktop
        self.engine = engine
        self.home = desktop.folder / "client"
        self.screen = desktop.screen
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        return {**self.desktop.env, "MEDIANEST_DESKTOP_HOME": str(self.home)}

    def words(self, *more: str) -> list[str]:
        python = _PYTHON[self.engine]
        assert python.exists(), f"{python} is missing: `make test-desktop` makes it"
        return [str(python), "-m", "medianest_desktop", "--gui", self.engine, "--verbose", *more]

    def start(self, *more: str) -> None:
        self.process = self.desktop.programs.start("client", self.words(*more), self.env)

    def start_second(self, *more: str) -> int:
        """Start it once more beside the running one; its exit status."""
        second = self.desktop.programs.start("second", self.words(*more), self.env)
        return second.wait(timeout=60)

    def ask(self, *more: str) -> str:
        """What a run with these words prints."""
        return output(self.words(*more), self.env)

    def window(self, *, within: float = 60) -> Seen:
        return self.screen.window(TITLE, within=within)

    def is_hidden(self) -> None:
        """Returns once no window of it is to be seen."""
        self.screen.gone(TITLE)

    def end(self) -> int:
        """Ask it to end; its exit status."""
        assert self.process
        return self.desktop.programs.end(self.process)

    def kill(self) -> None:
        assert self.process
        self.desktop.programs.end(self.process, number=signal.SIGKILL)

    def ended(self, *, within: float = 60) -> int:
        """Its exit status once it has ended by itself."""
        assert self.process
        return self.process.wait(timeout=within)

    def text(self) -> str:
        """What a person could read in the window, all of it."""
        self.screen.focus(self.window())
        self.screen.keys("ctrl+a", "ctrl+c")
        return output([str(_PYTHON["gtk"]), str(_CLIPBOARD), "read"], self.desktop.env)

    def copy(self, text: str) -> None:
        """Copy `text` in another program."""
        there = self.desktop
        words = [str(_PYTHON["gtk"]), str(_CLIPBOARD)]
        there.programs.start("copied", [*words, "hold", text], there.env)
        until(lambda: text in output([*words, "read"], there.env), what=f"{text!r} is copied")

    def drop(self, link: str) -> None:
        """Drag `link` out of another program's window into the middle of the client's."""
        there, screen = self.desktop, self.screen
        words = [str(_PYTHON["gtk"]), str(_DRAG_SOURCE), link]
        other = there.programs.start("other", words, there.env)
        window = screen.place(self.window(), 10, 40, 900, 640)
        source = screen.window("Another program").middle

        def says(what: str) -> Callable[[], bool]:
            return lambda: there.programs.said("other").rstrip().endswith(what)

        screen.hold(*source)
        screen.stir_until(source, says("begun"))
        screen.stir_until(window.middle, says("may drop"))
        screen.let_go()
        until(says("ended"), what="the end of the drag")
        there.programs.end(other)

    def picture(self, name: str) -> None:
        """Keep what is to be seen now, without the selection that reading it has left."""
        window = self.window()
        self.screen.focus(window)
        # Nothing is in that corner.
        self.screen.click(window.x + 3, window.y + 3)
        self.screen.picture(name)

    def reads(self, *words: str, within: float = 60) -> str:
        """What the window says as soon as it says one of `words`."""
        last = ""

        def found() -> str:
            nonlocal last
            last = self.text()
            return last if any(word in last for word in words) else ""

        try:
            return until(found, what=f"{words} in the window", within=within)
        except AssertionError as never:
            self.screen.picture(f"failed-{self.engine}")
            raise AssertionError(f"{never}; it says:\n{last}\n{self.log()[-3000:]}") from never

    def code(self) -> str:
        """The pairing code that is shown."""

        def shown() -> str:
            match = _CODE.search(self.text())
            return match[1] if match else ""

        return until(shown, what="a code in the window", within=60)

    def log(self) -> str:
        return self.desktop.programs.said("client")

    def family(self) -> list[psutil.Process]:
        assert self.process
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def pss(self) -> float:
        """What it and its helpers take of the memory, shared pages by their part; MiB."""
        return sum(one.memory_full_info().pss for one in self.family()) / 2**20

    def processor_seconds(self) -> float:
        every = [one.cpu_times() for one in self.family()]
        return float(sum(each.user + each.system for each in every))

    def idle_share(self, seconds: float) -> float:
        """Percent of one processor that it takes while nobody does anything."""
        before = self.processor_seconds()
        time.sleep(seconds)
        return 100 * (self.processor_seconds() - before) / seconds


def confirm(appliance: Visited, code: str) -> int:
    """Type the code as the owner; the answer's status."""
    with appliance.owner() as owner:
        return owner.post("/auth/pairing/confirm", json={"code": code}).status_code


def devices(owner: httpx2.Client) -> list[dict[str, str]]:
    listed = owner.get("/auth/devices").raise_for_status().json()
    found: list[dict[str, str]] = listed["items"] if isinstance(listed, dict) else listed
    return [one for one in found if one.get("kind") == "device"]
