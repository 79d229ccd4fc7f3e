"""What a `medianest:` link may ask for. Any web page can make one, so it may only ask."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

SCHEME: Final = "medianest"
_LONGEST: Final = 5000
# Pages alone, and none of them does anything by being opened.
_PAGES: Final = frozenset(
    {
        "",
        "calendar",
        "collection",
        "discover",
        "downloads",
        "library",
        "notifications",
        "person",
        "requests",
        "search",
        "settings",
        "title",
    }
)


class Page(Struct, frozen=True):
    """Opens a page of the dashboard."""

    path: str


class Add(Struct, frozen=True):
    """Asks whether the video at `url` shall be fetched."""

    url: str


def read_link(text: str) -> Page | Add | None:
    """What `text` asks for; None for everything that is not allowed.

    `medianest:/downloads` and `medianest://downloads` open a page, `medianest:add?url=https%3A...`
    asks about a video, `medianest:` opens the window.
    """
    if len(text) > _LONGEST or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() != SCHEME:
        return None
    # Browsers and systems write the same link with none, two or three slashes.
    path = f"{parts.netloc}{parts.path}".strip("/")
    if path == "add":
        return _add(parts.query)
    return _page(path, parts.query)


def _add(query: str) -> Add | None:
    url = parse_qs(query).get("url", [""])[0].strip()
    return Add(url) if url.lower().startswith(("http://", "https://")) else None


def _page(path: str, query: str) -> Page | None:
    steps = path.split("/")
    plain = all(step not in {".", ".."} and "%" not in step and "\\" not in step for step in steps)
    if steps[0] not in _PAGES or not plain:
        return None
    return Page(f"/{path}?{query}" if query else f"/{path}")
