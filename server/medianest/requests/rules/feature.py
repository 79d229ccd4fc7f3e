"""What the rules add to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.provide import provided
from medianest.requests.rules import routes
from medianest.requests.rules.service import Rules


@dataclass(frozen=True, eq=False)
class RulesFeature(InitPlugin):
    """Routes for those who write rules."""

    rules: Rules
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["rules"] = provided(self.rules)
        return app_config
