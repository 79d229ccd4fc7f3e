"""What this slice adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.config.app import AppConfig
from litestar.di import NamedDependency, Provide
from litestar.plugins import InitPlugin

from medianest.accounts import Principal
from medianest.downloads import jobs, routes
from medianest.downloads.confirming import Confirming
from medianest.downloads.fetching import Fetching
from medianest.downloads.quotas import routes as quotas
from medianest.downloads.service import Downloads
from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided


@dataclass(frozen=True, eq=False)
class DownloadsFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    downloads: Downloads
    fetching: Fetching
    confirming: Confirming
    base: str
    parallel: int = 2

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of this slice."""
        return jobs.kinds(self.fetching, self.confirming, parallel=self.parallel)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.fetching)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers += [routes.router(self.base), quotas.router(self.base)]
        app_config.dependencies["download_quotas"] = provided(self.downloads.quotas)
        app_config.dependencies["downloads"] = Provide(self._provide, sync_to_thread=False)
        return app_config

    def _provide(self, me: NamedDependency[Principal]) -> Downloads:  # noqa: ARG002 - see below
        # Asking for `me` lets Litestar resolve one after the other. Side by side it would start
        # two tasks for each request, which costs more than the rest of its routing.
        return self.downloads
