"""What this package adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided
from medianest.requests.overseerr import jobs, routes
from medianest.requests.overseerr.service import Overseerr


@dataclass(frozen=True, eq=False)
class OverseerrFeature(InitPlugin):
    """Routes and the webhook's door; `kinds` and `schedules` are for a worker."""

    overseerr: Overseerr
    base: str
    poll_every: timedelta = timedelta(minutes=5)

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of this package."""
        return jobs.kinds(self.overseerr)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.overseerr, every=self.poll_every)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["overseerr"] = provided(self.overseerr)
        return app_config
