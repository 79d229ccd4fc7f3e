"""What this slice adds to the app."""

from dataclasses import dataclass

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.provide import provided
from medianest.plex import routes
from medianest.plex.service import Plex


@dataclass(frozen=True, eq=False)
class PlexFeature(InitPlugin):
    """Routes about the Plex server."""

    plex: Plex
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["plex"] = provided(self.plex)
        return app_config
