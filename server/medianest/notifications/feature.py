"""What this slice adds to the app."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from litestar import Router
from litestar.config.app import AppConfig
from litestar.plugins import InitPlugin

from medianest.infra.jobs import JobKind, Schedule
from medianest.infra.provide import provided
from medianest.notifications import routes
from medianest.notifications.channels import Channels
from medianest.notifications.delivery import Deliveries
from medianest.notifications.jobs import schedules
from medianest.notifications.live import routes as live_routes
from medianest.notifications.live.conversation import Pace
from medianest.notifications.live.door import Door
from medianest.notifications.live.routes import Live
from medianest.notifications.service import Notifications


@dataclass(frozen=True, eq=False)
class NotificationsFeature(InitPlugin):
    """Routes and live connections; `kinds` and `schedules` are for a worker."""

    notifications: Notifications
    channels: Channels
    deliveries: Deliveries
    door: Door
    base: str
    keep: timedelta
    pace: Pace = field(default_factory=Pace)

    @property
    def kinds(self) -> list[JobKind[Any]]:
        """The background work of this slice."""
        return [self.deliveries.job()]

    @property
    def schedules(self) -> list[Schedule]:
        """What recurs."""
        return schedules(self.notifications, keep=self.keep)

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the routes and the services they need."""
        live = Live(self.notifications.events, self.door, self.notifications, self.pace)
        services = {"notifications": self.notifications, "channels": self.channels, "live": live}
        handlers = [routes.router(), live_routes.router()]
        app_config.route_handlers.append(Router(self.base, route_handlers=handlers))
        app_config.dependencies.update(
            {name: provided(service) for name, service in services.items()}
        )
        return app_config
