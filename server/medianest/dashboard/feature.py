"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.dashboard import routes
from medianest.dashboard.service import Dashboard
from medianest.infra.provide import provided


@dataclass(frozen=True, eq=False)
class DashboardFeature(InitPlugin):
    """Routes with the overview."""

    dashboard: Dashboard
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["dashboard"] = provided(self.dashboard)
        return app_config
