"""The webhook: installing it there, and what is made of its calls."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog

from medianest.infra.jobs import Jobs, Nothing
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.service import checked_url
from medianest.requests.overseerr.errors import HookTakenError
from medianest.requests.overseerr.neighbour import NAME, Neighbour
from medianest.requests.overseerr.schemas import Webhook
from medianest.requests.overseerr.work import LOOK, POLL, Look

log = structlog.get_logger()
LARGEST: Final = 64_000
"""Bytes: the default body takes less than 2,000."""

# Requests that wait, are approved (by themselves too), have arrived, failed or were declined.
_TYPES: Final = 2 | 4 | 8 | 16 | 64 | 128
_TEMPLATE: Final = (
    '{"notification_type":"{{notification_type}}","subject":"{{subject}}",'
    '"{{media}}":{"media_type":"{{media_type}}","tmdbId":"{{media_tmdbid}}"},'
    '"{{request}}":{"request_id":"{{request_id}}"}}'
)
_HIGHEST: Final = 2**31


class _Numbered(msgspec.Struct, frozen=True):
    """The part of a body that names a request."""

    request_id: str | int | None = None


class Told(msgspec.Struct, frozen=True):
    """A call. People write their own templates, so nothing has to be there."""

    notification_type: str | None = None
    request: msgspec.Raw = msgspec.Raw(b"null")
    request_id: str | int | None = None

    @property
    def kind(self) -> str:
        """What happened."""
        return self.notification_type or ""

    @property
    def idle(self) -> bool:
        """Whether nothing follows from it: a test, or talk about a title's faults."""
        return self.kind == "TEST_NOTIFICATION" or self.kind.startswith("ISSUE_")

    @property
    def number(self) -> int | None:
        """The request that it is about."""
        inner: Any = None
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            inner = msgspec.json.decode(self.request, type=_Numbered | None)
        named = str((inner.request_id if inner else None) or self.request_id or "")
        usable = named.isascii() and named.isdigit() and len(named) <= len(str(_HIGHEST))
        return int(named) if usable and 0 < int(named) < _HIGHEST else None


@dataclass(frozen=True, slots=True)
class Hooking:
    """Knows the webhook's address, and has looked into whatever it speaks of."""

    neighbour: Neighbour
    hooks: Hooks
    jobs: Jobs
    base: str

    def lets_in(self, secret: str) -> bool:
        """Whether the caller knows the secret."""
        return self.hooks.check(NAME, secret)

    async def heard(self, body: bytes) -> None:
        """Keep that something was said as a job; never what was said, which anybody could say."""
        told = understood(body)
        if told.idle:
            log.info("overseerr_said", kind=told.kind)
        elif told.number is None:
            # It speaks in its own words: so see what has changed there.
            await self.jobs.enqueue(POLL, Nothing(), unique=f"schedule:{POLL}")
        else:
            await self.jobs.enqueue(
                LOOK,
                Look(told.number),
                subject=f"overseerr:{told.number}",
                # The same call twice is one look; a different one may come after that look.
                unique=f"overseerr:{told.number}:{told.kind[:40]}",
            )

    async def show(self, home: str) -> Webhook:
        """Whether Overseerr calls here; `home` is the address by which people come."""
        async with self.neighbour.call() as api:
            there = await api.hook()
        leads_here = there.options.webhook_url.endswith(self._path)
        url = there.options.webhook_url if leads_here else home.rstrip("/") + self._path
        return Webhook(url=url, installed=leads_here and there.enabled)

    async def install(self, home: str, *, replace: bool) -> Webhook:
        """Have Overseerr call here, where `home` is. Raises HookTakenError."""
        # Some paste the whole address, as it is shown.
        url = checked_url(home.strip().removesuffix(self._path)) + self._path
        async with self.neighbour.call() as api:
            there = await api.hook()
            present = there.options.webhook_url
            taken = there.enabled and present and not present.endswith(self._path)
            if taken and not replace:
                place = urlsplit(present).hostname
                raise HookTakenError(f"Overseerr's only webhook goes to {place} now.")
            secret = self.hooks.secret(NAME)
            await api.set_hook(url=url, auth=secret, types=_TYPES, template=_TEMPLATE)
        return Webhook(url=url, installed=True)

    @property
    def _path(self) -> str:
        return f"{self.base}/webhooks/{NAME}/{self.hooks.secret(NAME)}"


def understood(body: bytes) -> Told:
    """What a call says; nothing, if it says it in another way than any of ours."""
    try:
        return msgspec.json.decode(body, type=Told)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Told()
