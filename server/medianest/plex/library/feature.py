"""What the library adds to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided
from medianest.plex.library import jobs, routes
from medianest.plex.library.service import Library
from medianest.plex.library.shown import Shown


@dataclass(frozen=True, eq=False)
class LibraryFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    library: Library
    base: str
    every: timedelta = timedelta(minutes=5)
    full_at: str = "03:30"

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of the library."""
        return jobs.kinds(self.library)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.library, every=self.every, full_at=self.full_at)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and what they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["plex_library"] = provided(self.library)
        app_config.dependencies["plex_shown"] = provided(Shown(self.library.servers))
        return app_config
