"""What the window asks of those around it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from medianest_desktop.settings import WindowSettings

Toolkit = Literal["gtk", "qt", "edgechromium", "cocoa"]
"""The names under which pywebview knows what draws the window."""


class Browser(Protocol):
    """What the window uses of pywebview, the module."""

    settings: Any

    @property
    def create_window(self) -> Callable[..., Any]:
        """Makes a window, to be seen once `start` runs."""

    @property
    def start(self) -> Callable[..., Any]:
        """Serves the windows until the last one is gone."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the window asks of the shell; on the window's thread but for the last two."""

    title: str
    storage: Path
    """What the web engine keeps between launches."""
    downloads: Path
    icon: Path
    place: Callable[[], WindowSettings]
    """Where the window was when it was last seen."""
    placed: Callable[[WindowSettings], None]
    """Remembers where the window is."""
    may_close: Callable[[], bool]
    """Asked by the close button; False keeps the window, which hides it."""
    outside: Callable[[str], None]
    """The page leads to an address that is not the client's own."""
    saved: Callable[[Path, str], None]
    """A download has ended: its file, and the reason why it is not whole ("" if it is)."""
    linked: Callable[[str], None]
    """The system hands over a `medianest:` link to the running program (macOS alone does)."""
    again: Callable[[str], str]
    """The address under which a page that was left is found again, or the first page for "".

    "" if there is none now.
    """
    busy: Callable[[], bool]
    """Whether something is on its way for the page which would be cut off without it."""


class Native(Protocol):
    """What pywebview leaves to the system's own toolkit.

    On the window's thread, but for `front` and `clipboard`.
    """

    name: Toolkit

    def prepare(self) -> None:
        """Do what must be done before anything else of the toolkit is used."""

    def dress(self, window: Any, outlook: Outlook) -> None:
        """Give a window that is not yet shown its place, its downloads, its bounds and `TYPED`."""

    def place(self, window: Any) -> WindowSettings | None:
        """Where the window is now, None if nobody can say."""

    def front(self, window: Any) -> None:
        """Bring the window, shown or minimised, before all others; from any thread."""

    def clipboard(self, window: Any, take: Callable[[str], None]) -> None:
        """Hand the clipboard's text to `take` on the window's thread; from any thread."""

    def ending(self) -> bool:
        """Whether the session or the program is ending, which no window may stop."""


def is_own(address: str, page: str) -> bool:
    """Whether `address` belongs to the origin that `page` came from, or to no origin at all."""
    wanted, own = urlsplit(address), urlsplit(page)
    if wanted.scheme in {"about", "data", "blob"}:
        return True
    return (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc)


def free_name(folder: Path, suggested: str) -> Path:
    """A path in `folder` where no file is yet, named as `suggested` as far as that is a name."""
    # A server may suggest "../../.bashrc": only the last part, and no hidden file.
    name = Path(suggested.replace("\\", "/")).name.strip().lstrip(".") or "download"
    wanted = folder / name
    count = 1
    while wanted.exists() or wanted.with_name(f"{wanted.name}.part").exists():
        count += 1
        wanted = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return wanted


def fits(place: WindowSettings, screens: list[tuple[int, int, int, int]]) -> bool:
    """Whether the title bar of a window at `place` can be reached on one of `screens`.

    A screen is (left, top, width, height) in the same pixels.
    """
    if place.x is None or place.y is None:
        return False
    middle = place.x + place.width // 2
    return any(
        left <= middle < left + width and top <= place.y < top + height
        for left, top, width, height in screens
    )


def centred(place: WindowSettings, screen: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height of a window on `screen`, which it may fill but not exceed.

    It stands in the middle, a little higher than low. All are in the same pixels.
    """
    left, top, width, height = screen
    # What a title bar and a frame take in addition.
    wide, high = min(place.width, width - 16), min(place.height, height - 48)
    return left + (width - wide) // 2, top + (height - high) // 3, wide, high
