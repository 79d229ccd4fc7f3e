"""Litestar with every feature, wrapped in the doorway."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.plugins import InitPlugin
from litestar.types import ASGIApp

from medianest.accounts import jobs as account_jobs
from medianest.accounts.feature import AccountsFeature
from medianest.app._doors import doors
from medianest.app._health import checks
from medianest.app._parts import Parts
from medianest.app.contract import openapi_config
from medianest.dashboard.feature import DashboardFeature
from medianest.dashboard.service import Dashboard
from medianest.downloads.feature import DownloadsFeature
from medianest.household.feature import HouseholdFeature
from medianest.infra import health
from medianest.infra.caching import TaggedCompression
from medianest.infra.jobs import JobKind, Schedule, Worker, upkeep
from medianest.infra.mdns import Advert, Advertiser
from medianest.infra.middleware import BODY_LIMIT, RequestTimeout, cors, doorway
from medianest.infra.problems import Failure, exception_handlers, websocket_failures
from medianest.infra.reception import OnlyJson, answering_heads
from medianest.infra.telemetry import Telemetry
from medianest.kit.clock import now
from medianest.monitoring.feature import MonitoringFeature
from medianest.notifications.feature import NotificationsFeature
from medianest.notifications.live.door import Door
from medianest.plex.feature import PlexFeature
from medianest.web.feature import WebFeature

BASE = "/api/v1"
_KEEP_JOBS = timedelta(days=30)
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]
Opened = Callable[[str | None], None]
"""Called when everything runs, with the set-up code while there is no owner."""


def create_app(parts: Parts, telemetry: Telemetry, *, opened: Opened) -> ASGIApp:
    """The whole program as one ASGI application; `opened` is called when it is ready."""
    settings = parts.settings

    def record(failure: Failure) -> None:
        parts.errors.record(failure)
        telemetry.record(failure)

    notifications, downloads = _notifications(parts), _downloads(parts)
    # A process that only serves pages must know how the workers treat what it asks for.
    parts.jobs.declare([*notifications.kinds, *downloads.kinds])
    worker = _worker(parts, notifications, downloads) if "worker" in settings.server.roles else None
    app = Litestar(
        route_handlers=health.routers(
            checks(parts, worker), metrics_token=settings.monitoring.metrics_token, base=BASE
        ),
        plugins=_features(parts, notifications, downloads) if _serves(parts) else [],
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
        openapi_config=openapi_config(parts.identity.version),
    )
    traced = telemetry.traced(answering_heads(app))
    return doorway(traced, trusted_proxies=settings.server.trusted_proxies)


def _serves(parts: Parts) -> bool:
    return "web" in parts.settings.server.roles


def _features(
    parts: Parts, notifications: NotificationsFeature, downloads: DownloadsFeature
) -> list[InitPlugin]:
    return [
        AccountsFeature(parts.accounts, BASE),
        HouseholdFeature(parts.household, BASE),
        notifications,
        MonitoringFeature(parts.services, parts.probes, parts.jobs, BASE),
        PlexFeature(parts.plex, BASE),
        downloads,
        DashboardFeature(_dashboard(parts), BASE),
        WebFeature(doors(parts.accounts)),
    ]


def _notifications(parts: Parts) -> NotificationsFeature:
    return NotificationsFeature(
        parts.notifications,
        parts.channels,
        parts.deliveries,
        Door(parts.accounts.tickets.tear, parts.accounts.doorman.ask),
        BASE,
        timedelta(days=parts.settings.notifications.keep_days),
    )


def _dashboard(parts: Parts) -> Dashboard:
    return Dashboard(
        parts.downloads, parts.services.list, parts.household.storage, parts.notifications.unread
    )


def _downloads(parts: Parts) -> DownloadsFeature:
    return DownloadsFeature(
        parts.downloads,
        parts.fetching,
        parts.confirming,
        BASE,
        parts.settings.downloads.parallel,
    )


def _worker(
    parts: Parts, notifications: NotificationsFeature, downloads: DownloadsFeature
) -> Worker:
    kinds: Sequence[JobKind[Any]] = [*notifications.kinds, *downloads.kinds]
    every = timedelta(seconds=parts.settings.monitoring.probe_every)
    schedules: Sequence[Schedule] = [
        *upkeep(parts.jobs, parts.events, keep=_KEEP_JOBS),
        *account_jobs.schedules(now),
        *notifications.schedules,
        *downloads.schedules,
        parts.errors.schedule(),
        parts.probes.schedule(every),
    ]
    return Worker(parts.jobs, kinds, schedules, events=parts.events)


def _lifespan(parts: Parts, worker: Worker | None, opened: Opened) -> Lifespan:
    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(parts.tasks)
            await stack.enter_async_context(parts.events)
            await stack.enter_async_context(parts.egress)
            await parts.household.claim_first()
            if worker is not None:
                await stack.enter_async_context(worker)
            if parts.settings.mdns.enabled:
                await stack.enter_async_context(_advertiser(parts))
            opened(await parts.accounts.setup.prepare())
            yield

    return run


def _advertiser(parts: Parts) -> Advertiser:
    server = parts.settings.server
    identity = parts.identity
    advert = Advert(identity.instance_id, identity.name, identity.version, server.port)
    return Advertiser(advert, host=server.host)
