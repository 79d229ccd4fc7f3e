"""A small server of HTTP/1.1 over h11, for a few minutes at most."""

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from medianest.infra.doorstep._answers import Answers
from medianest.infra.doorstep._callers import Callers
from medianest.infra.doorstep._page import Page
from medianest.infra.doorstep._progress import Progress
from medianest.infra.doorstep._talk import LONGEST_HEAD, PATIENCE
from medianest.infra.interfaces import family_of
from medianest.infra.supervisor import OwnerMustActError

_MOST_CALLERS = 500
_BACKLOG = 256


class Doorstep:
    """The server while it stands."""

    def __init__(self, server: asyncio.Server, callers: Callers) -> None:
        self._server = server
        self._callers = callers

    def close(self) -> None:
        """Leave the port to the next one; who still talks is cut off."""
        self._server.close()
        self._callers.hang_up()

    async def gone(self) -> None:
        """Wait until nothing of it is left."""
        await self._callers.gone()


@asynccontextmanager
async def doorstep(
    host: str,
    port: int,
    progress: Progress,
    *,
    welcoming: bool = True,
    most_callers: int = _MOST_CALLERS,
) -> AsyncIterator[Doorstep]:
    """Answer on the port while inside, or until it is closed; at once if not `welcoming`.

    Raises `OwnerMustActError` when somebody else has it.
    """
    sock = _listening(host, port)
    async with _standing(sock, progress, most=most_callers) as standing:
        if not welcoming:
            standing.close()
        yield standing


@asynccontextmanager
async def secure_doorstep(
    host: str, port: int, progress: Progress, tls: ssl.SSLContext
) -> AsyncIterator[Doorstep]:
    """The same over TLS, on a port that the caller holds already and shares."""
    sock = _bound(host, port, shared=hasattr(socket, "SO_REUSEPORT"))
    async with _standing(sock, progress, tls) as standing:
        yield standing


@asynccontextmanager
async def _standing(
    sock: socket.socket,
    progress: Progress,
    tls: ssl.SSLContext | None = None,
    *,
    most: int = _MOST_CALLERS,
) -> AsyncIterator[Doorstep]:
    callers = Callers(Answers(progress, Page()), most)
    server = await asyncio.start_server(
        callers.welcome,
        sock=sock,
        limit=LONGEST_HEAD,
        backlog=_BACKLOG,
        ssl=tls,
        ssl_handshake_timeout=PATIENCE.total_seconds() if tls else None,
    )
    standing = Doorstep(server, callers)
    try:
        yield standing
    finally:
        standing.close()
        await standing.gone()


def _listening(host: str, port: int) -> socket.socket:
    try:
        # Alone at first, to notice others; then such that the next server can come beside it.
        _bound(host, port, shared=False).close()
        return _bound(host, port, shared=hasattr(socket, "SO_REUSEPORT"))
    except OSError as wrong:
        reason = os.strerror(wrong.errno or 0)
        raise OwnerMustActError(
            f"Cannot listen on {host}:{port} ({reason}). Another program may use that port: "
            "stop it, or choose another server.port."
        ) from wrong


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    return socket.create_server(
        (host, port),
        family=family_of(host),
        dualstack_ipv6=host == "::",
        reuse_port=shared,
        backlog=_BACKLOG,
    )
