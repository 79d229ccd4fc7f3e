"""What this part adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided
from medianest.plex.live import routes
from medianest.plex.live.build import Moment


@dataclass(frozen=True, eq=False)
class LiveFeature(InitPlugin):
    """Routes; `kinds` are for a worker."""

    moment: Moment
    base: str

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of this part."""
        return self.moment.kinds

    @property
    def schedules(self) -> Sequence[Schedule]:
        """Nothing recurs: what happens is told."""
        return ()

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the services that they need."""
        app_config.route_handlers += routes.routers(self.base, self.moment.address)
        app_config.dependencies |= {
            "plex_hook": provided(self.moment.address),
            "plex_news": provided(self.moment.news),
            "now_playing": provided(self.moment.playing),
            "discovery": provided(self.moment.discovery),
            "posters": provided(self.moment.posters),
        }
        return app_config
