"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar import Router
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import Jobs
from medianest.infra.provide import provided
from medianest.monitoring import jobs_routes, routes
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services


@dataclass(frozen=True, eq=False)
class MonitoringFeature(InitPlugin):
    """Routes about services, errors and jobs."""

    services: Services
    probes: Probes
    jobs: Jobs
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the services they need."""
        about_jobs = Router(self.base, route_handlers=[jobs_routes.router(self.jobs)])
        app_config.route_handlers += [routes.router(self.base), about_jobs]
        app_config.dependencies |= {
            "services": provided(self.services),
            "probes": provided(self.probes),
        }
        return app_config
