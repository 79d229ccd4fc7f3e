"""Puts the parts of Trakt together."""

from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.linking import Linking
from medianest.catalog.trakt.reading import Reading
from medianest.catalog.trakt.service import Trakt
from medianest.catalog.trakt.syncing import OnWished, Syncing, Titles
from medianest.catalog.trakt.tokens import Tokens
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.infra.vault import Vault
from medianest.kit.clock import Clock, now
from medianest.notifications.service import Notifications


def build(  # noqa: PLR0913 - what it receives, once
    *,
    access: Access,
    vault: Vault,
    jobs: Jobs,
    events: LiveEvents,
    notifications: Notifications,
    titles: Titles,
    on_wished: OnWished,
    clock: Clock = now,
) -> Trakt:
    """Everything behind `Trakt`."""
    tokens = Tokens(access, vault, clock)
    linking = Linking(access, tokens, vault, jobs, clock)
    syncing = Syncing(access, Reading(tokens), titles, notifications, on_wished, clock)
    return Trakt(access, linking, syncing, jobs, events, clock)
