"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.household import routes
from medianest.household.service import Household
from medianest.infra.provide import provided


@dataclass(frozen=True, eq=False)
class HouseholdFeature(InitPlugin):
    """Routes about the household as a whole."""

    household: Household
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["household"] = provided(self.household)
        return app_config
