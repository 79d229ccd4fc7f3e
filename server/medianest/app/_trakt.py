"""People's links to Trakt, put together."""

from datetime import timedelta

from medianest import __version__
from medianest.app._requests import wishes
from medianest.catalog.learning import Learning
from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.build import build
from medianest.catalog.trakt.service import Trakt
from medianest.catalog.trakt.titles import WatchlistTitles
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.infra.outside import Outside
from medianest.infra.vault import Vault
from medianest.monitoring.service import Services
from medianest.notifications.service import Notifications
from medianest.requests.service import Requests

# A page of a long history takes Trakt several seconds.
_TIMEOUT = timedelta(seconds=20)


def trakt_of(  # noqa: PLR0913 - all that Trakt stands on
    *,
    services: Services,
    vault: Vault,
    jobs: Jobs,
    live: LiveEvents,
    notifications: Notifications,
    learning: Learning,
    requests: Requests,
) -> Trakt:
    """Everybody's links; what is wished for there is asked for here."""
    return build(
        access=Access(
            lambda: services.get("trakt"), Outside("trakt", timeout=_TIMEOUT), __version__
        ),
        vault=vault,
        jobs=jobs,
        events=live,
        notifications=notifications,
        titles=WatchlistTitles(learning),
        on_wished=wishes(requests),
    )
