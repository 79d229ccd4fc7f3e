"""The port with TLS: held from the first moment on, or left to whoever has it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import structlog

from medianest.infra.interfaces import family_of
from medianest.settings import Settings

log = structlog.get_logger()


@contextmanager
def holding_tls_port(settings: Settings) -> Iterator[Settings]:
    """Keep the port for us while inside; `tls_port` is 0 in the answer if it is not to be had.

    What else listens there is no reason not to serve: browsers come by the other port.
    """
    server = settings.server
    if not server.tls_port or "web" not in server.roles:
        yield _without_tls(settings)
        return
    try:
        held = _held(server.host, server.tls_port)
    except OSError as taken:
        log.warning("tls_port_taken", host=server.host, port=server.tls_port, reason=taken.strerror)
        yield _without_tls(settings)
        return
    with held:
        yield settings


def _without_tls(settings: Settings) -> Settings:
    return msgspec.structs.replace(
        settings, server=msgspec.structs.replace(settings.server, tls_port=0)
    )


def _held(host: str, port: int) -> socket.socket:
    # Alone at first, to notice others; then such that listeners can come beside it.
    _bound(host, port, shared=False).close()
    return _bound(host, port, shared=hasattr(socket, "SO_REUSEPORT"))


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    held = socket.socket(family_of(host), socket.SOCK_STREAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((host, port))
        if not shared:
            # Only who would listen learns whether somebody does already.
            held.listen(1)
    except OSError:
        held.close()
        raise
    return held
