"""The second port: the same app over TLS, by a certificate that is renewed in time."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar.types import ASGIApp

from medianest.app import own_authority
from medianest.cli._connections import BACKLOG, MOST_BY_TLS, patience
from medianest.cli._guests import Guests
from medianest.infra.doorstep import Doorstep, Progress, secure_doorstep
from medianest.infra.supervisor import OwnerMustActError
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


@asynccontextmanager
async def secure_welcome(settings: Settings, progress: Progress) -> AsyncIterator[Doorstep | None]:
    """Answer "starting" on the port with TLS too: paired programs come by no other.

    None where there is no such port, or an authority whose damage is told later, when a restore
    that is on its way could not mend it.
    """
    server = settings.server
    if not server.tls_port or not server.doorstep:
        yield None
        return
    try:
        tls = _context(settings)
    except (OwnerMustActError, OSError) as harm:
        log.warning("tls_not_welcoming", reason=str(harm))
        yield None
        return
    async with secure_doorstep(server.host, server.tls_port, progress, tls) as standing:
        yield standing


def _context(settings: Settings) -> ssl.SSLContext:
    known, instance_id = own_authority(settings)
    leaf = issue(known, instance_id, now())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with _files(leaf, settings.data_dir) as (chain, key):
        context.load_cert_chain(chain, key)
    return context


@contextmanager
def _files(leaf: Leaf, folder: Path) -> Iterator[tuple[Path, Path]]:
    # A key that lies nowhere cannot be copied: the files are gone once they were read.
    with TemporaryDirectory(prefix=".tls-", dir=folder) as private:
        chain, key = Path(private) / "chain.pem", Path(private) / "key.pem"
        chain.write_bytes(leaf.chain)
        key.write_bytes(leaf.key)
        yield chain, key


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
        self._former: Doorstep | None = None
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

    def open(self, former: Doorstep | None = None) -> None:
        """The app is ready; `former` welcomes callers until this does."""
        self._former = former
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
                if self._former is not None:
                    self._former.close()
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
        with _files(leaf, self._settings.data_dir) as files:
            server = _server(app, self._settings.server, *files)
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


def _server(app: ASGIApp, where: ServerSettings, chain: Path, key: Path) -> Server:
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
