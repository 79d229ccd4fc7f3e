"""`medianest serve`: run the appliance in the foreground until told to stop."""

import asyncio
import gc
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager
from functools import partial

import msgspec
import structlog
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar.types import ASGIApp

from medianest import __version__
from medianest.app import Parts, assemble, create_app
from medianest.cli._again import StartAgain
from medianest.cli._connections import BACKLOG, most_connections, patience
from medianest.cli._ground import ground
from medianest.cli._guests import Guests
from medianest.cli._secure import SecureDoor, secure_welcome
from medianest.cli._stop import Stop
from medianest.cli._tls_port import holding_tls_port
from medianest.infra import valkey
from medianest.infra.container import (
    alone_on,
    announced,
    in_container,
    look_at_data,
    look_at_media,
    look_at_room,
)
from medianest.infra.doorstep import Doorstep, Progress, doorstep
from medianest.infra.tasks import Tasks
from medianest.infra.telemetry import Telemetry, telemetry
from medianest.settings import Server as ServerSettings
from medianest.settings import Settings

log = structlog.get_logger()

_DIED = 1
# Together with the two seconds of the other door less than those that a stop may take.
_LEAVES_WITHIN_SECONDS = 4.0


async def serve(settings: Settings, arguments: Namespace) -> int:
    """Bring everything up in order, serve, take it down in reverse; 1 if the server died.

    Raises `StartAgain` once all is down if the appliance wishes to begin anew.
    """
    settings = _with_roles(settings, arguments.role)
    stop, progress = Stop(), Progress()
    look_at_data(settings.data_dir)
    async with AsyncExitStack() as stack:
        stack.enter_context(stop.on_signals())
        stack.enter_context(_place(settings))
        settings = stack.enter_context(holding_tls_port(settings))
        where = settings.server
        door = await stack.enter_async_context(
            doorstep(where.host, where.port, progress, welcoming=where.doorstep)
        )
        early = await stack.enter_async_context(secure_welcome(settings, progress))
        below = await stack.enter_async_context(ground(settings, progress))
        shared = await stack.enter_async_context(valkey.client(below.valkey_url or None))
        backend = valkey.channels_backend(shared) if shared else None
        parts = assemble(
            settings,
            backend,
            restart=stop.restart,
            by_tls=bool(where.tls_port),
            cache=partial(valkey.require_answer, shared) if shared else None,
        )
        reports = stack.enter_context(_telemetry(parts))
        secure = _secure_door(parts)
        let_in = partial(secure.open, early)
        app = create_app(parts, reports, opened=partial(_opened, settings, door, let_in))
        await stack.enter_async_context(secure.leading_to(app))
        guests = Guests(app)
        server = _server(guests, where)
        leaving = await stack.enter_async_context(Tasks())
        stop.then(lambda: leaving.start(_leave(secure, server, guests), name="leaving"))
        await server.serve()
    if stop.again:
        raise StartAgain
    return 0 if stop.asked else _DIED


async def _leave(secure: SecureDoor, server: Server, guests: Guests) -> None:
    """Close one door after the other; streams without an end, and what hangs, are ended."""
    await secure.close()
    stop: Callable[[], None] = server.stop
    stop()
    await asyncio.sleep(_LEAVES_WITHIN_SECONDS)
    log.info("callers_cut_off", callers=guests.see_out())


@contextmanager
def _place(settings: Settings) -> Iterator[None]:
    """What this process alone may have, and what a container needs beside it."""
    look_at_room(settings.data_dir)
    with ExitStack() as stack:
        # Processes that share a database of their own may share a folder too.
        if not settings.database.url:
            stack.enter_context(alone_on(settings.data_dir))
        if in_container(os.environ):
            if "worker" in settings.server.roles:
                _look_at_media(settings)
            stack.enter_context(announced(settings.server.host, settings.server.port))
        yield


def _look_at_media(settings: Settings) -> None:
    media = settings.media_dir
    # The image has a folder of that name; nobody has to mount anything there.
    if media is not None and ("media_dir" in settings.given or media.is_mount()):
        look_at_media(media)


def _server(app: ASGIApp, server: ServerSettings) -> Server:
    return Server(
        app,
        address=server.host,
        port=server.port,
        interface=Interfaces.ASGI,
        log_enabled=False,
        backlog=BACKLOG,
        backpressure=most_connections(),
        http1_settings=patience(),
    )


def _secure_door(parts: Parts) -> SecureDoor:
    ground = parts.ground
    return SecureDoor(ground.settings, ground.authority, ground.identity.instance_id)


def _with_roles(settings: Settings, role: str | None) -> Settings:
    if role is None:
        return settings
    roles = ("web", "worker") if role == "all" else (role,)
    return msgspec.structs.replace(
        settings, server=msgspec.structs.replace(settings.server, roles=roles)
    )


def _telemetry(parts: Parts) -> AbstractContextManager[Telemetry]:
    monitoring = parts.ground.settings.monitoring
    return telemetry(
        sentry_dsn=monitoring.sentry_dsn,
        otlp_endpoint=monitoring.otlp_endpoint,
        version=__version__,
        instance_id=parts.ground.identity.instance_id,
    )


def _opened(
    settings: Settings, door: Doorstep, let_in: Callable[[], None], setup_code: str | None
) -> None:
    # What stands now stays to the end. Searching all of it for garbage again and again would
    # make every answer wait, a tenth of a second at a time on a small machine.
    gc.collect()
    gc.freeze()
    door.close()
    let_in()
    _greet(settings, setup_code)


def _greet(settings: Settings, setup_code: str | None) -> None:
    """Say where the appliance is, and the code that makes somebody its owner."""
    lines = [f"MediaNest {__version__} is ready: {_address(settings.server)}"]
    if setup_code:
        lines.append(f"Set-up code: {setup_code} (also in {settings.data_dir / 'setup-code'})")
    print(*lines, sep="\n", flush=True)  # noqa: T201 - the one thing to be read in the terminal


def _address(server: ServerSettings) -> str:
    # From inside a container nobody can tell how its machine is called.
    here = "<this machine>" if in_container(os.environ) else "127.0.0.1"
    host = here if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104 - a comparison
    return server.home or f"http://{host}:{server.port}{server.base_path}"
