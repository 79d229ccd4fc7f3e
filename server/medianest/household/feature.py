"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from medianest.household import routes
from medianest.household.service import Household


@dataclass(frozen=True, eq=False)
class HouseholdFeature(InitPlugin):
    """Routes about the household as a whole."""

    household: Household
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["household"] = Provide(lambda: self.household, sync_to_thread=False)
        return app_config
