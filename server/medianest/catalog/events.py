"""What the catalogue announces: that something it showed is different now."""

from collections.abc import Awaitable, Callable
from typing import Final

from medianest.infra.events import LiveEvents, everyone
from medianest.kit.wire import Wire

INVALIDATED: Final = "cache.invalidated"

Renewed = Callable[[str], Awaitable[None]]
"""Told what was renewed: `title/movie/603/0`, `season/tv/1399/2`, `list/popular-movies`."""


class Invalidated(Wire, frozen=True):
    """What is known of `subject` was renewed: whoever shows it had better load it again."""

    subject: str


def whispering(live: LiveEvents) -> Renewed:
    """Tells everybody who watches; it names numbers alone, for not all may see all titles."""

    async def renewed(subject: str) -> None:
        await live.whisper(INVALIDATED, Invalidated(subject=subject), to=everyone())

    return renewed


async def unheard(_: str) -> None:
    """Stands in where nobody watches."""
