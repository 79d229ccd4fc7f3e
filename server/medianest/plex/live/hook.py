"""What Plex posts to the address that the owner gave it."""

from dataclasses import dataclass

import msgspec
import structlog
from msgspec import field

from medianest.kit.errors import BadInputError
from medianest.monitoring.hooks import Hooks
from medianest.plex.live import queries
from medianest.plex.live.news import News
from medianest.plex.servers import FIRST

log = structlog.get_logger()

LARGEST = 4_000_000
"""In bytes, with the picture that Plex sends along."""
_NEWS = frozenset({"library.new"})


@dataclass(frozen=True, slots=True)
class HookAddress:
    """Where Plex calls: an address that nobody else knows."""

    hooks: Hooks
    public_url: str
    base: str

    @property
    def path(self) -> str:
        """The address without its secret."""
        return f"{self.base}/webhooks/{FIRST}"

    def url(self, asked_at: str) -> str:
        """The whole address, below the public one, else below where somebody is right now."""
        home = (self.public_url or asked_at).rstrip("/")
        return f"{home}{self.path}/{self.hooks.secret(FIRST)}"

    def knows(self, secret: str) -> bool:
        """Whether somebody who gives `secret` was told this address."""
        return self.hooks.check(FIRST, secret)


class HookServer(msgspec.Struct, frozen=True):
    """Which server it is about."""

    uuid: str = ""


class HookEvent(msgspec.Struct, frozen=True):
    """What happened there; the rest is asked for, not believed."""

    event: str
    server: HookServer = field(default=HookServer(), name="Server")


def understood(payload: str) -> HookEvent:
    """The JSON of the form's field `payload`. Raises BadInputError."""
    try:
        return msgspec.json.decode(payload, type=HookEvent)
    except (msgspec.DecodeError, RecursionError) as wrong:
        raise BadInputError("The payload is not what Plex sends.") from wrong


async def take(told: HookEvent, news: News) -> None:
    """Do what follows from an event, if anything does."""
    if told.event not in _NEWS:
        return
    service = await queries.service_of(told.server.uuid)
    if service is None:
        # Plex calls for every server of an account, also for those that are not ours.
        log.debug("plex_hook_of_stranger", server=told.server.uuid)
        return
    await news.tell(service, "webhook")
