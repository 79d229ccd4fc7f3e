"""The Overseerr beside the requests, put together."""

from datetime import timedelta

from medianest.infra.jobs import Jobs
from medianest.infra.outside import Outside
from medianest.kit.media import TitleKey
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.service import Services
from medianest.plex.library.service import Library
from medianest.plex.service import Plex
from medianest.requests.overseerr.build import build
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.service import Requests
from medianest.settings import Settings

_BASE = "/api/v1"
# Before it answers a request, Overseerr asks TMDB and Radarr.
_TIMEOUT = timedelta(seconds=20)


def overseerr_of(  # noqa: PLR0913 - all that it stands on
    settings: Settings,
    requests: Requests,
    *,
    services: Services,
    hooks: Hooks,
    jobs: Jobs,
    plex: Plex,
    library: Library,
) -> Overseerr:
    """Approved requests go there from now on, and what happens there comes here."""

    async def arrived(key: TitleKey) -> None:
        # Into which of several servers it came, nobody says.
        for server in await library.servers.every():
            await library.ask(server.service, "webhook")
        await requests.reconciling.changed([key])

    return build(
        requests,
        services=services,
        outside=Outside("overseerr", timeout=_TIMEOUT),
        hooks=hooks,
        jobs=jobs,
        plex_connected=plex.connected,
        arrived=arrived,
        base=_BASE,
        public_url=settings.server.public_url,
    )
