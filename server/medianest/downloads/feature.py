"""What this slice adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from medianest.downloads import jobs, routes
from medianest.downloads.confirming import Confirming
from medianest.downloads.fetching import Fetching
from medianest.downloads.service import Downloads
from medianest.infra.jobs import JobKind, Schedule


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
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["downloads"] = Provide(lambda: self.downloads, sync_to_thread=False)
        return app_config
