"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from medianest.dashboard import routes
from medianest.dashboard.service import Dashboard


@dataclass(frozen=True, eq=False)
class DashboardFeature(InitPlugin):
    """Routes with the overview."""

    dashboard: Dashboard
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["dashboard"] = Provide(lambda: self.dashboard, sync_to_thread=False)
        return app_config
