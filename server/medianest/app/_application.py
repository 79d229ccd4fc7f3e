"""Litestar with every feature, wrapped in the doorway."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.plugins import InitPlugin
from litestar.types import ASGIApp

from medianest.accounts import jobs as account_jobs
from medianest.accounts.feature import AccountsFeature
from medianest.app._catalog import catalogue_feature
from medianest.app._doors import doors
from medianest.app._health import checks
from medianest.app._parts import Parts
from medianest.app.contract import openapi_config
from medianest.catalog.feature import CatalogFeature
from medianest.catalog.trakt.feature import TraktFeature
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
from medianest.plex.library.feature import LibraryFeature
from medianest.plex.live.feature import LiveFeature
from medianest.requests.feature import RequestsFeature
from medianest.requests.overseerr.feature import OverseerrFeature
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

    working = _working(parts)
    # A process that only serves pages must know how the workers treat what it asks for.
    parts.jobs.declare(_kinds(working))
    worker = _worker(parts, working) if "worker" in settings.server.roles else None
    app = Litestar(
        route_handlers=health.routers(
            checks(parts, worker), metrics_token=settings.monitoring.metrics_token, base=BASE
        ),
        plugins=[*_features(parts), *working] if _serves(parts) else [],
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


class _Working(Protocol):
    """A feature that works in the background as well."""

    @property
    def kinds(self) -> Sequence[JobKind[Any]]: ...

    @property
    def schedules(self) -> Sequence[Schedule]: ...

    def on_app_init(self, app_config: AppConfig) -> AppConfig: ...


def _working(parts: Parts) -> Sequence[_Working]:
    return [
        _notifications(parts),
        _library(parts),
        LiveFeature(parts.moment, BASE),
        _catalog(parts),
        _trakt(parts),
        RequestsFeature(parts.requests, BASE),
        _overseerr(parts),
        _downloads(parts),
    ]


def _kinds(working: Sequence[_Working]) -> Sequence[JobKind[Any]]:
    return [kind for feature in working for kind in feature.kinds]


def _features(parts: Parts) -> list[InitPlugin]:
    return [
        AccountsFeature(parts.accounts, BASE),
        HouseholdFeature(parts.household, BASE),
        MonitoringFeature(parts.services, parts.probes, parts.jobs, BASE),
        PlexFeature(parts.plex, BASE),
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


def _catalog(parts: Parts) -> CatalogFeature:
    return catalogue_feature(parts.settings, parts.catalog, parts.library, BASE)


def _trakt(parts: Parts) -> TraktFeature:
    every = timedelta(seconds=parts.settings.trakt.sync_every)
    return TraktFeature(parts.trakt, BASE, every)


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


def _overseerr(parts: Parts) -> OverseerrFeature:
    every = timedelta(seconds=parts.settings.overseerr.poll_every)
    return OverseerrFeature(parts.overseerr, BASE, every)


def _library(parts: Parts) -> LibraryFeature:
    plex = parts.settings.plex
    return LibraryFeature(
        parts.library, BASE, timedelta(seconds=plex.sync_every), plex.full_sync_at
    )


def _worker(parts: Parts, working: Sequence[_Working]) -> Worker:
    every = timedelta(seconds=parts.settings.monitoring.probe_every)
    schedules: Sequence[Schedule] = [
        *upkeep(parts.jobs, parts.events, keep=_KEEP_JOBS),
        *account_jobs.schedules(now),
        *(schedule for feature in working for schedule in feature.schedules),
        parts.errors.schedule(),
        parts.probes.schedule(every),
    ]
    return Worker(parts.jobs, _kinds(working), schedules, events=parts.events)


def _lifespan(parts: Parts, worker: Worker | None, opened: Opened) -> Lifespan:
    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(parts.tasks)
            await stack.enter_async_context(parts.events)
            await stack.enter_async_context(parts.egress)
            await parts.household.claim_first()
            stack.push_async_callback(parts.plex.servers.close)
            if worker is not None:
                await stack.enter_async_context(worker)
                await stack.enter_async_context(parts.moment.listening)
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
