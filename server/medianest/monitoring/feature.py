"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from medianest.monitoring import routes
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services


@dataclass(frozen=True, eq=False)
class MonitoringFeature(InitPlugin):
    """Routes about services and errors."""

    services: Services
    probes: Probes
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the services they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies |= {
            "services": Provide(lambda: self.services, sync_to_thread=False),
            "probes": Provide(lambda: self.probes, sync_to_thread=False),
        }
        return app_config
