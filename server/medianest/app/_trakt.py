"""People's links to Trakt, put together."""

from datetime import timedelta

from medianest import __version__
from medianest.app._ground import Ground
from medianest.app._requests import wishes
from medianest.catalog.learning import Learning
from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.build import build
from medianest.catalog.trakt.service import Trakt
from medianest.catalog.trakt.titles import WatchlistTitles
from medianest.infra.outside import Outside
from medianest.requests.service import Requests

# A page of a long history takes Trakt several seconds.
_TIMEOUT = timedelta(seconds=20)


def trakt_of(ground: Ground, learning: Learning, requests: Requests) -> Trakt:
    """Everybody's links; what is wished for there is asked for here."""
    outside = Outside("trakt", timeout=_TIMEOUT)
    made = build(
        access=Access(lambda: ground.services.get("trakt"), outside, __version__),
        vault=ground.vault,
        jobs=ground.jobs,
        events=ground.events,
        notifications=ground.notifications,
        titles=WatchlistTitles(learning),
        on_wished=wishes(requests),
    )
    ground.accounts.people.leaving.append(made.forget)
    return made
