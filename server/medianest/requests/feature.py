"""What this slice adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.config.app import AppConfig
from litestar.di import NamedDependency, Provide
from litestar.plugins import InitPlugin

from medianest.accounts import Principal
from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided
from medianest.requests import jobs, routes
from medianest.requests.quotas import routes as quota_routes
from medianest.requests.service import Requests


@dataclass(frozen=True, eq=False)
class RequestsFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    requests: Requests
    base: str

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of this slice."""
        return jobs.kinds(self.requests.reconciling)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.requests.reconciling, self.requests.steering)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.extend([routes.router(self.base), quota_routes.router(self.base)])
        app_config.dependencies["quotas"] = provided(self.requests.quotas)
        app_config.dependencies["requests"] = Provide(self._provide, sync_to_thread=False)
        return app_config

    def _provide(self, me: NamedDependency[Principal]) -> Requests:  # noqa: ARG002 - see below
        # Asking for `me` lets Litestar resolve one after the other, as in downloads.
        return self.requests
