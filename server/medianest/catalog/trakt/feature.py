"""What Trakt adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.catalog.trakt import jobs, routes
from medianest.catalog.trakt.service import Trakt
from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided


@dataclass(frozen=True, eq=False)
class TraktFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    trakt: Trakt
    base: str
    every: timedelta = timedelta(hours=1)

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work about Trakt."""
        return jobs.kinds(self.trakt)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.trakt, every=self.every)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["trakt"] = provided(self.trakt)
        return app_config
