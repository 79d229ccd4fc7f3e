"""One conversation over a server's notification socket.

Not plexapi's AlertListener: it needs another library and a thread, puts the token into the
address, where it ends up in logs, and swallows what goes wrong.
"""

import logging
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from msgspec import field
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from medianest.plex.gateway import Address

log = structlog.get_logger()

CUT = (OSError, WebSocketException)
"""What a conversation ends with when it does not end well."""
_PATH = "/:/websockets/notifications"
_LONGEST = 2_000_000  # bytes; a scan of a large library tells of many items at once
_PING_EVERY = 30.0  # seconds; a router forgets a connection that is silent for longer
# Of the library's own records the fine ones hold the headers, and so the token.
_QUIET = logging.getLogger("medianest.plex.socket")
_QUIET.setLevel(logging.WARNING)


class TimelineEntry(msgspec.Struct, frozen=True):
    """How far the server is with an item."""

    identifier: str = ""
    item: int = field(default=0, name="itemID")
    state: int = 0


class PlayEntry(msgspec.Struct, frozen=True, rename="camel"):
    """That something is being watched, told again every few seconds."""

    session_key: str = ""
    rating_key: str = ""
    state: str = ""


class Notice(msgspec.Struct, frozen=True):
    """One message of the server."""

    type: str = ""
    timeline: tuple[TimelineEntry, ...] = field(default=(), name="TimelineEntry")
    playing: tuple[PlayEntry, ...] = field(default=(), name="PlaySessionStateNotification")


class _Frame(msgspec.Struct, frozen=True):
    notice: Notice = field(name="NotificationContainer")


class _Connect(connect):
    """Does not go where it is sent: the token is for this server alone."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Take every redirect for the refusal that it is."""
        return exc


async def converse(
    at: Address,
    *,
    opened: Callable[[], Awaitable[None]],
    heard: Callable[[Notice], Awaitable[None]],
) -> None:
    """Hand over what the server tells. Ends by one of CUT, for no server ends this by itself."""
    line = _Connect(
        at.url.replace("http", "ws", 1) + _PATH,
        additional_headers={"X-Plex-Token": at.token},
        user_agent_header="MediaNest",
        # No proxy for a neighbour.
        proxy=None,
        compression=None,
        max_size=_LONGEST,
        ping_interval=_PING_EVERY,
        ping_timeout=_PING_EVERY,
        close_timeout=1,
        logger=_QUIET,
    )
    async with line as socket:
        await opened()
        async for text in socket:
            notice = understood(text)
            if notice is not None:
                await heard(notice)
    raise ConnectionAbortedError("the server hung up")


def understood(text: str | bytes) -> Notice | None:
    """What a message says, None if it is nothing that this program knows."""
    try:
        return msgspec.json.decode(text, type=_Frame, strict=False).notice
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        log.debug("plex_notice_unknown", length=len(text))
        return None
