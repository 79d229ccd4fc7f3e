"""What the slices add to the app: routes, and work in the background."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.accounts.feature import AccountsFeature
from medianest.app._backups import backups_feature
from medianest.app._catalog import catalogue_feature
from medianest.app._doors import doors
from medianest.app._ground import BASE
from medianest.app._parts import Parts
from medianest.catalog.trakt.feature import TraktFeature
from medianest.dashboard.feature import DashboardFeature
from medianest.dashboard.service import Dashboard
from medianest.downloads.feature import DownloadsFeature
from medianest.household.feature import HouseholdFeature
from medianest.infra.jobs import JobKind, Schedule
from medianest.monitoring.feature import MonitoringFeature
from medianest.notifications.feature import NotificationsFeature
from medianest.notifications.live.door import Door
from medianest.plex.feature import PlexFeature
from medianest.plex.library.feature import LibraryFeature
from medianest.plex.live.feature import LiveFeature
from medianest.requests.feature import RequestsFeature
from medianest.requests.overseerr.feature import OverseerrFeature
from medianest.requests.removals.feature import RemovalsFeature
from medianest.requests.rules.feature import RulesFeature
from medianest.web.feature import WebFeature


class Working(Protocol):
    """A feature that works in the background as well."""

    @property
    def kinds(self) -> Sequence[JobKind[Any]]: ...

    @property
    def schedules(self) -> Sequence[Schedule]: ...

    def on_app_init(self, app_config: AppConfig) -> AppConfig: ...


def working(parts: Parts) -> Sequence[Working]:
    """The features that work in the background."""
    titles = parts.titles
    return [
        _notifications(parts),
        _library(parts),
        LiveFeature(parts.shelves.moment, BASE),
        catalogue_feature(parts.ground, titles.catalog, parts.shelves.library),
        _trakt(parts),
        RequestsFeature(titles.requests, BASE),
        RemovalsFeature(titles.removals, BASE),
        _overseerr(parts),
        _downloads(parts),
        backups_feature(parts.ground, parts.restart),
    ]


def only_answering(parts: Parts) -> Sequence[InitPlugin]:
    """The features that do no more than answer."""
    ground = parts.ground
    return [
        AccountsFeature(ground.accounts, BASE),
        HouseholdFeature(ground.household, BASE),
        MonitoringFeature(ground.services, parts.probes, ground.jobs, BASE),
        PlexFeature(parts.shelves.plex, BASE),
        RulesFeature(parts.titles.rules, BASE),
        DashboardFeature(_dashboard(parts), BASE),
        WebFeature(doors(ground.accounts), base_path=ground.settings.server.base_path),
    ]


def _notifications(parts: Parts) -> NotificationsFeature:
    ground = parts.ground
    return NotificationsFeature(
        ground.notifications,
        ground.channels,
        ground.deliveries,
        Door(ground.accounts.tickets.tear, ground.accounts.doorman.ask),
        BASE,
        timedelta(days=ground.settings.notifications.keep_days),
    )


def _library(parts: Parts) -> LibraryFeature:
    plex = parts.ground.settings.plex
    every = timedelta(seconds=plex.sync_every)
    return LibraryFeature(parts.shelves.library, BASE, every, plex.full_sync_at)


def _trakt(parts: Parts) -> TraktFeature:
    every = timedelta(seconds=parts.ground.settings.trakt.sync_every)
    return TraktFeature(parts.titles.trakt, BASE, every)


def _overseerr(parts: Parts) -> OverseerrFeature:
    every = timedelta(seconds=parts.ground.settings.overseerr.poll_every)
    return OverseerrFeature(parts.titles.overseerr, BASE, every)


def _downloads(parts: Parts) -> DownloadsFeature:
    links, parallel = parts.links, parts.ground.settings.downloads.parallel
    return DownloadsFeature(links.downloads, links.fetching, links.confirming, BASE, parallel)


def _dashboard(parts: Parts) -> Dashboard:
    ground = parts.ground
    return Dashboard(
        parts.links.downloads.shown,
        ground.services.list,
        ground.household.storage,
        ground.notifications.unread,
    )
