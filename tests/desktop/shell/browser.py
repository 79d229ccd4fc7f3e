"""A stand-in for pywebview: one window that is not drawn, and remembers what was in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Event, Semaphore
from typing import Any, Self

from medianest_desktop.window.scripts import ASK_UNTOUCHED, UNTOUCHED


class Ears:
    """An event of a window: those who listen are added with `+=`."""

    def __init__(self) -> None:
        self.all: list[Callable[[], Any]] = []

    def __iadd__(self, ear: Callable[[], Any]) -> Self:
        self.all.append(ear)
        return self


@dataclass
class Events:
    before_show: Ears = field(default_factory=Ears)
    closing: Ears = field(default_factory=Ears)


class Browser:
    """The module and its window in one; `says` is what the page answers to a question."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        self.events = Events()
        self.hidden = False
        self.pages: list[str] = []
        """Everything that was loaded, the last one being what is in the window."""
        self.visible = False
        self.says = UNTOUCHED
        self.asked = 0
        self.hangs: Event | None = None
        """A page that answers once this is set."""
        self._changed = Condition()
        self._over = Event()

    def create_window(self, _: str, url: str, *, hidden: bool, **__: Any) -> "Browser":
        self.hidden = hidden
        self.visible = not hidden
        self.load_url(url)
        return self

    def start(self, **_: Any) -> None:
        self._over.wait(300)

    def load_url(self, url: str) -> None:
        self._now(lambda: self.pages.append(url))

    def load_html(self, page: str) -> None:
        self.load_url(page)

    def show(self) -> None:
        self._now(lambda: setattr(self, "visible", True))

    def hide(self) -> None:
        self._now(lambda: setattr(self, "visible", False))

    def destroy(self) -> None:
        self._over.set()

    def get_current_url(self) -> str:
        return self.pages[-1]

    def run_js(self, script: str) -> str:
        assert script == ASK_UNTOUCHED
        self._now(lambda: setattr(self, "asked", self.asked + 1))
        if self.hangs is not None:
            self.hangs.wait(300)
        return self.says

    def until(self, so: Callable[[], object]) -> None:
        """Returns once it is so."""
        with self._changed:
            assert self._changed.wait_for(so, 120), (self.pages, self.visible, self.asked)

    def _now(self, change: Callable[[], object]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()


class Minutes:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self._passed = Semaphore(0)

    def wait(self, event: Event, _: float) -> bool:
        self._passed.acquire()
        return event.is_set()

    def go_on(self) -> None:
        """A minute goes by."""
        self._passed.release()
