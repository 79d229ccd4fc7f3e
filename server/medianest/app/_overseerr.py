"""The Overseerr beside the requests, put together."""

from datetime import timedelta

from medianest.app._ground import BASE, Ground
from medianest.app._shelves import Shelves
from medianest.infra.outside import Outside
from medianest.kit.media import TitleKey
from medianest.requests.overseerr.build import build
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.service import Requests

# Before it answers a request, Overseerr asks TMDB and Radarr.
_TIMEOUT = timedelta(seconds=20)


def overseerr_of(ground: Ground, shelves: Shelves, requests: Requests) -> Overseerr:
    """Approved requests go there from now on, and what happens there comes here."""
    library = shelves.library

    async def arrived(key: TitleKey) -> None:
        # Into which of several servers it came, nobody says.
        for server in await library.servers.every():
            await library.ask(server.service, "webhook")
        await requests.reconciling.changed([key])

    return build(
        requests,
        services=ground.services,
        outside=Outside("overseerr", timeout=_TIMEOUT),
        hooks=ground.hooks,
        jobs=ground.jobs,
        plex_connected=shelves.plex.connected,
        arrived=arrived,
        base=BASE,
        public_url=ground.settings.server.home,
    )
