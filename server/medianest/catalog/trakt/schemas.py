"""What a person sees of their link to Trakt, and may change."""

from datetime import datetime

from medianest.catalog.trakt.errors import Failure
from medianest.kit.wire import Input, Wire


class PendingLink(Wire, frozen=True):
    """What to type, where, and until when."""

    user_code: str
    verification_url: str
    expires_at: datetime


class TraktState(Wire, frozen=True):
    """A person's link; `failure` says in words why it does not work or did not come about."""

    configured: bool
    linked: bool
    username: str | None
    last_sync_at: datetime | None
    watchlist_to_requests: bool
    failure: str | None
    failure_code: Failure | None
    link: PendingLink | None


class ChangeTrakt(Input, frozen=True):
    """Whether what is put on the watchlist from now on, and is there, becomes requests."""

    watchlist_to_requests: bool
