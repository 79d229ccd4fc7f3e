"""What the removals add to the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import JobKind, Run, Schedule
from medianest.infra.provide import provided
from medianest.requests.removals import routes
from medianest.requests.removals.schemas import RemoveTitle
from medianest.requests.removals.service import REMOVE, Removals


@dataclass(frozen=True, eq=False)
class RemovalsFeature(InitPlugin):
    """Routes; `kinds` and `schedules` are for a worker."""

    removals: Removals
    base: str

    @property
    def kinds(self) -> Sequence[JobKind[Any]]:
        """Removing what the owner said."""
        return [
            JobKind(
                name=REMOVE,
                payload=RemoveTitle,
                run=self.removals.work,
                queue="plex",
                attempts=5,
                base=timedelta(seconds=30),
                on_dead=self.removals.given_up,
            )
        ]

    @property
    def schedules(self) -> Sequence[Schedule]:
        """Looking for what nobody watches."""

        async def propose(_: Run) -> None:
            await self.removals.propose()

        return [Schedule(name="requests.propose_removals", run=propose, every=timedelta(days=1))]

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the service they need."""
        app_config.route_handlers.append(routes.router(self.base))
        app_config.dependencies["removals"] = provided(self.removals)
        return app_config
