"""What this slice adds to the app."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.accounts.origins import Origins
from medianest.accounts.service import Setup
from medianest.backups import jobs, routes, setup_routes
from medianest.backups.service import Backups
from medianest.backups.work import BackupWork
from medianest.infra.jobs import JobKind, Schedule


@dataclass(frozen=True, eq=False)
class BackupsFeature(InitPlugin):
    """Routes, and a word about the last restore; `kinds` and `schedules` are for a worker."""

    backups: Backups
    work: BackupWork
    setup: Setup
    origins: Origins
    base: str

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """The background work of this slice."""
        return jobs.kinds(self.work)

    @property
    def schedules(self) -> Sequence[Schedule]:
        """What recurs."""
        wishes = self.backups.settings.backups
        if not wishes.enabled:
            return []
        return jobs.schedules(self.backups.jobs, self.backups.clock, at=wishes.at)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes."""
        app_config.route_handlers.extend(
            [
                routes.router(self.base, self.backups),
                setup_routes.router(self.base, self.backups, self.setup, self.origins),
            ]
        )
        app_config.lifespan.append(self._lifespan)
        return app_config

    @asynccontextmanager
    async def _lifespan(self, _: Litestar) -> AsyncIterator[None]:
        await self.work.tell_of_restore()
        yield
