"""Litestar with every feature, wrapped in the doorway."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.types import ASGIApp

from medianest.accounts import jobs as account_jobs
from medianest.app._features import Working, only_answering, working
from medianest.app._ground import BASE
from medianest.app._health import checks
from medianest.app._parts import Parts
from medianest.app.contract import openapi_config
from medianest.infra import health
from medianest.infra.caching import TaggedCompression
from medianest.infra.jobs import JobKind, Schedule, Worker, upkeep
from medianest.infra.mdns import Advert, Advertiser
from medianest.infra.middleware import BODY_LIMIT, RequestTimeout, cors, doorway
from medianest.infra.problems import Failure, exception_handlers, websocket_failures
from medianest.infra.reception import OnlyJson, answering_heads
from medianest.infra.subpath import below
from medianest.infra.telemetry import Telemetry
from medianest.kit.clock import now

_KEEP_JOBS = timedelta(days=30)
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]
Opened = Callable[[str | None], None]
"""Called when everything runs, with the set-up code while there is no owner."""


def create_app(parts: Parts, telemetry: Telemetry, *, opened: Opened) -> ASGIApp:
    """The whole program as one ASGI application; `opened` is called when it is ready."""
    ground, settings = parts.ground, parts.ground.settings

    def record(failure: Failure) -> None:
        ground.errors.record(failure)
        telemetry.record(failure)

    at_work = working(parts)
    # A process that only serves pages must know how the workers treat what it asks for.
    ground.jobs.declare(_kinds(at_work))
    worker = _worker(parts, at_work) if "worker" in settings.server.roles else None
    serves = "web" in settings.server.roles
    app = Litestar(
        route_handlers=health.routers(
            checks(ground, worker, parts.cache),
            metrics_token=settings.monitoring.metrics_token,
            base=BASE,
        ),
        plugins=[*only_answering(parts), *at_work] if serves else [],
        lifespan=[_lifespan(parts, worker, opened)],
        middleware=[RequestTimeout(), OnlyJson()],
        exception_handlers=exception_handlers(record),
        after_exception=[websocket_failures(record)],
        compression_config=CompressionConfig(
            "brotli",
            brotli_gzip_fallback=True,
            brotli_quality=4,
            exclude_opt_key="precompressed",
            middleware_class=TaggedCompression,
        ),
        cors_config=cors(settings.server.cors_origins),
        request_max_body_size=BODY_LIMIT,
        openapi_config=openapi_config(ground.identity.version, settings.server.base_path),
    )
    traced = telemetry.traced(answering_heads(app))
    open_door = doorway(traced, trusted_proxies=settings.server.trusted_proxies)
    return below(settings.server.base_path, open_door)


def _kinds(at_work: Sequence[Working]) -> Sequence[JobKind[Any]]:
    return [kind for feature in at_work for kind in feature.kinds]


def _worker(parts: Parts, at_work: Sequence[Working]) -> Worker:
    ground = parts.ground
    every = timedelta(seconds=ground.settings.monitoring.probe_every)
    schedules: Sequence[Schedule] = [
        *upkeep(ground.jobs, ground.events, keep=_KEEP_JOBS),
        *account_jobs.schedules(now),
        *(schedule for feature in at_work for schedule in feature.schedules),
        parts.titles.reminders.schedule(),
        ground.errors.schedule(),
        parts.probes.schedule(every),
    ]
    return Worker(ground.jobs, _kinds(at_work), schedules, events=ground.events)


def _lifespan(parts: Parts, worker: Worker | None, opened: Opened) -> Lifespan:
    ground = parts.ground

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(ground.tasks)
            await stack.enter_async_context(ground.events)
            await stack.enter_async_context(parts.links.egress)
            await ground.household.claim_first()
            stack.push_async_callback(parts.shelves.plex.servers.close)
            if worker is not None:
                await stack.enter_async_context(worker)
                await stack.enter_async_context(parts.shelves.moment.listening)
            # A worker alone has no page that anybody could be led to.
            if ground.settings.mdns.enabled and "web" in ground.settings.server.roles:
                await stack.enter_async_context(_advertiser(parts))
            opened(await ground.accounts.setup.prepare())
            yield

    return run


def _advertiser(parts: Parts) -> Advertiser:
    server, identity = parts.ground.settings.server, parts.ground.identity
    tls = identity.tls
    advert = Advert(
        identity.instance_id,
        identity.name,
        identity.version,
        server.port,
        # Where we are heard ourselves, no port is published under another number.
        tls_port=server.tls_port if tls else 0,
        fingerprint=tls.fingerprint if tls else "",
    )
    return Advertiser(advert, host=server.host)
