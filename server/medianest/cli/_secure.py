"""The second port: the same app over TLS, by a certificate that is renewed in time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import structlog
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar.types import ASGIApp

from medianest.cli._connections import BACKLOG, MOST_BY_TLS, patience
from medianest.cli._guests import Guests
from medianest.infra.tasks import Tasks
from medianest.infra.tls import Authority, Leaf, issue, marked
from medianest.kit.clock import Clock, now
from medianest.settings import Server as ServerSettings
from medianest.settings import Settings

log = structlog.get_logger()

# Clocks are set right and machines sleep: looked at more often than a year asks for.
_LOOK_EVERY = timedelta(hours=1)
# By then the new listener answers, and has read the files that it was given.
_SETTLED_SECONDS = 0.5
_LEAVES_WITHIN_SECONDS = 2.0


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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
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


class SecureDoor:
    """Listens on `tls_port` from `open` until the end; does nothing without an authority."""

    def __init__(
        self,
        settings: Settings,
        authority: Authority | None,
        instance_id: str,
        *,
        clock: Clock = now,
        look_every: timedelta = _LOOK_EVERY,
    ) -> None:
        self._settings = settings
        self._authority = authority
        self._instance_id = instance_id
        self._clock = clock
        self._look_every = look_every.total_seconds()
        self._ready = asyncio.Event()
        self._tasks = Tasks()
        self._listeners: list[_Listener] = []
        self._guests: Guests | None = None
        self._closing = False

    @asynccontextmanager
    async def leading_to(self, app: ASGIApp) -> AsyncIterator[None]:
        """Lead to `app` while inside, once it is opened."""
        guests = self._guests = Guests(marked(app))
        async with self._tasks:
            if self._authority is not None:
                self._tasks.start(self._stand(guests, self._authority), name="tls")
            try:
                yield
            finally:
                self._stop()

    def open(self) -> None:
        """The app is ready."""
        self._ready.set()

    async def close(self) -> None:
        """Listen no more, and return once everybody is out; who lingers for two seconds is cut."""
        self._stop()
        if not await self._is_empty() and self._guests is not None:
            log.info("tls_callers_cut_off", callers=self._guests.see_out())
            await self._is_empty()

    async def _stand(self, app: ASGIApp, authority: Authority) -> None:
        await self._ready.wait()
        leaf: Leaf | None = None
        while not self._closing:
            if leaf is None or not leaf.is_fresh(self._clock()):
                leaf = await self._renewed(app, authority) or leaf
            await asyncio.sleep(self._look_every)

    async def _renewed(self, app: ASGIApp, authority: Authority) -> Leaf | None:
        leaf = issue(authority, self._instance_id, self._clock())
        former = [one for one in self._listeners if not one.serving.done()]
        self._listeners = [*former]
        try:
            await self._listen(app, leaf)
        except OSError as failure:
            log.warning("tls_not_renewed", reason=failure.strerror)
            return None
        log.info("tls_ready", port=self._settings.server.tls_port, until=f"{leaf.ends:%Y-%m-%d}")
        for listener in former:
            # It answers what it was asked before; who stays connected comes back to the new one.
            listener.stop()
        return leaf

    async def _listen(self, app: ASGIApp, leaf: Leaf) -> None:
        # A key that lies nowhere cannot be copied: the files are gone once they were read.
        with TemporaryDirectory(prefix=".tls-", dir=self._settings.data_dir) as folder:
            server = _server(app, self._settings.server, leaf, Path(folder))
            self._listeners.append(_Listener(server, self._tasks))
            await asyncio.sleep(_SETTLED_SECONDS)

    async def _is_empty(self) -> bool:
        serving = [listener.serving for listener in self._listeners]
        if not serving:
            return True
        _, lingering = await asyncio.wait(serving, timeout=_LEAVES_WITHIN_SECONDS)
        return not lingering

    def _stop(self) -> None:
        self._closing = True
        for listener in self._listeners:
            listener.stop()


class _Listener:
    def __init__(self, server: Server, tasks: Tasks) -> None:
        self._end: Callable[[], None] = server.stop
        self.serving = tasks.start(server.serve(), name="tls-listener")

    def stop(self) -> None:
        self._end()


def _server(app: ASGIApp, where: ServerSettings, leaf: Leaf, folder: Path) -> Server:
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.chain)
    key.write_bytes(leaf.key)
    return Server(
        app,
        address=where.host,
        port=where.tls_port,
        # The other listener starts and stops the app.
        interface=Interfaces.ASGINL,
        # As at the other door: what is known of slow and hostile callers holds for both.
        http=HTTPModes.http1,
        log_enabled=False,
        backlog=BACKLOG,
        backpressure=MOST_BY_TLS,
        http1_settings=patience(),
        ssl_cert=chain,
        ssl_key=key,
    )
