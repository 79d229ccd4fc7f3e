"""Brings notifications over people's channels: the job behind each delivery.

**At least once.** A delivery is `sending` from before the message leaves until its outcome is
recorded. Who finds it so at the next attempt knows that a crash came between, and cannot know
whether the message was out: it is sent again, for a lost message is worse than a second one. The
sending child dies with the server, so the gap is the moment between the mail server's "250" and
our UPDATE; the repeat carries the same Message-ID, by which mail servers drop doubles. Otherwise
each recorded attempt sends once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from medianest.infra.database import transaction
from medianest.infra.jobs import GiveUpError, JobKind, RetryLaterError, Run
from medianest.infra.sealed import SealedColumn
from medianest.infra.vault import Vault, VaultError
from medianest.kit.clock import Clock, now
from medianest.notifications.courier.courier import Courier
from medianest.notifications.courier.protocol import Errand, Outcome
from medianest.notifications.queries import outbox
from medianest.notifications.words import ENGLISH, Text, told

DELIVER = "notifications.deliver"
ADDRESS = SealedColumn(
    table="notification_channels", column="url_sealed", bound="notification_channels:url_sealed"
)
MayReachHome = Callable[[UUID], Awaitable[bool]]

log = structlog.get_logger()


class Deliver(msgspec.Struct, frozen=True):
    """The payload of a delivery job."""

    delivery: UUID


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Sends what waits; `may_reach_home` says whose messages may go to every host of the home."""

    courier: Courier
    vault: Vault
    may_reach_home: MayReachHome
    public_url: str = ""
    clock: Clock = field(default=now)

    def job(
        self, *, attempts: int = 6, base: timedelta = timedelta(seconds=30)
    ) -> JobKind[Deliver]:
        """The kind of job that delivers; a few at a time, for each costs a process."""
        return JobKind(
            name=DELIVER,
            payload=Deliver,
            run=self.deliver,
            queue="notifications",
            concurrency=2,
            attempts=attempts,
            base=base,
            cap=timedelta(hours=2),
            on_dead=self.bury,
        )

    async def deliver(self, job: Deliver, run: Run) -> None:
        """Make one attempt."""
        parcel = await outbox.claim(job.delivery, at=self.clock())
        if parcel is None:
            return
        if parcel.channel is None or parcel.url_sealed is None or not parcel.enabled:
            await self._skip(job.delivery)
            return
        outcome = await self._send(job.delivery, parcel, parcel.url_sealed, parcel.channel)
        if outcome.ok:
            await outbox.sent(job.delivery, at=self.clock())
            return
        log.info("delivery_failed", delivery=job.delivery, attempt=run.attempt, why=outcome.error)
        await self._failed(job.delivery, "retrying", outcome.error)
        raise GiveUpError(outcome.error) if outcome.final else RetryLaterError(outcome.error)

    async def bury(self, job: Deliver, reason: str) -> None:
        """Say in the log why it is not tried again."""
        await self._failed(job.delivery, "failed", reason)

    async def _send(
        self, delivery: UUID, parcel: outbox.Parcel, sealed: str, channel: UUID
    ) -> Outcome:
        try:
            url = self.vault.open(sealed, row=ADDRESS.row(channel))
        except VaultError as unreadable:
            return Outcome(ok=False, error=unreadable.detail, final=True)
        english = Text(parcel.title, parcel.body)
        said = told(parcel.kind, english, parcel.params, parcel.language or ENGLISH)
        return await self.courier.send(
            Errand(
                act="send",
                url=url,
                private_hosts=await self.may_reach_home(parcel.person),
                title=said.title,
                body=self._text(said.body, parcel.link),
                level=parcel.level,
                reference=f"medianest-{delivery}",
            )
        )

    def _text(self, body: str, link: str) -> str:
        if not link or not self.public_url:
            return body
        return f"{body}\n\n{self.public_url.rstrip('/')}{link}"

    async def _skip(self, delivery: UUID) -> None:
        reason = "The channel was switched off or removed."
        await outbox.not_sent(delivery, "skipped", reason, at=self.clock())

    async def _failed(self, delivery: UUID, state: str, reason: str) -> None:
        async with transaction():
            await outbox.not_sent(delivery, state, reason, at=self.clock())
