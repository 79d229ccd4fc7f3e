"""What this slice adds to the app."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.di import NamedDependency, Provide
from litestar.plugins import InitPlugin

from medianest.accounts import Principal
from medianest.catalog import images, jobs, routes
from medianest.catalog.build import CatalogParts
from medianest.catalog.events import Renewed, unheard
from medianest.catalog.jobs import Rhythm
from medianest.catalog.locale import Locale
from medianest.catalog.routes import Accepted, Language, Region
from medianest.catalog.tasks import Match
from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided


@dataclass(frozen=True, eq=False)
class CatalogFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    parts: CatalogParts
    base: str
    match: Match | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    renewed: Renewed = unheard

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work that people's looks cause."""
        parts = self.parts
        return jobs.kinds(parts.learning, parts.rating, parts.lists, self.renewed)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        return jobs.schedules(self.parts.charting, self.match, self.rhythm, self.renewed)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the services they need."""
        router = routes.router(self.base)
        router.dependencies = {
            "locale": _locale_from(self.parts.learning.home),
            "pages": provided(self.parts.pages),
            "searching": provided(self.parts.searching),
            "discovering": provided(self.parts.discovering),
            "people_shown": provided(self.parts.people),
            "calendar": provided(self.parts.calendar),
            "lists": provided(self.parts.lists),
            "own_lists": provided(self.parts.own_lists),
        }
        shown = images.router(self.base)
        shown.dependencies = {"pictures": provided(self.parts.pictures)}
        app_config.route_handlers += [router, shown]
        app_config.lifespan.append(self._lifespan)
        return app_config

    @asynccontextmanager
    async def _lifespan(self, _: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.parts.tmdb.close()
            await self.parts.pictures.client.close()


def _locale_from(home: Locale) -> Provide:
    def locale(
        me: NamedDependency[Principal],  # noqa: ARG001 - see below
        language: Language = None,
        region: Region = None,
        accepted: Accepted = "",
    ) -> Locale:
        # Asking for `me` lets Litestar resolve one after the other. Side by side it would start
        # two tasks for each request, which costs more than the rest of its routing.
        return home.asked(language=language, region=region, accepted=accepted)

    return Provide(locale, sync_to_thread=False)
