"""The rules of channels: addresses are checked, sealed and never shown again."""

from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from msgspec import UNSET

from medianest.infra.database import transaction
from medianest.infra.vault import Vault
from medianest.kit.clock import Clock, now
from medianest.kit.errors import FieldError
from medianest.kit.ids import Ids, new_id
from medianest.notifications.courier.courier import Courier
from medianest.notifications.courier.protocol import Errand
from medianest.notifications.delivery import ADDRESS, MayReachHome
from medianest.notifications.errors import (
    ChannelRefusedError,
    NoSuchChannelError,
    TooManyChannelsError,
)
from medianest.notifications.queries import channels as queries
from medianest.notifications.schemas import (
    LEVELS,
    Channel,
    ChannelChange,
    Level,
    NewChannel,
    Preference,
    TestResult,
)
from medianest.notifications.words import Text, trial

_MOST = 20
_TRIAL = Text(
    "MediaNest can reach you",
    "This is a test. From now on MediaNest tells you here what is new.",
)


@dataclass(frozen=True, slots=True)
class Channels:
    """Each person's own ways to be reached, and what goes over them."""

    courier: Courier
    vault: Vault
    may_reach_home: MayReachHome
    clock: Clock = field(default=now)
    ids: Ids = field(default=new_id)

    async def of(self, person: UUID) -> list[Channel]:
        """All of `person`'s."""
        return await queries.of(person)

    async def add(self, person: UUID, wish: NewChannel) -> Channel:
        """Add one whose address Apprise understands and `person` may use."""
        channel = Channel(
            id=self.ids(),
            name=wish.name.strip(),
            url_masked=await self._masked(person, wish.url),
            enabled=wish.enabled,
            language=wish.language,
            levels=_in_order(wish.levels),
            last_error=None,
            last_sent_at=None,
            created_at=self.clock(),
        )
        sealed = self.vault.seal(wish.url.strip(), row=ADDRESS.row(channel.id))
        if not await queries.add(person, channel, url_sealed=sealed, most=_MOST):
            raise TooManyChannelsError
        return channel

    async def change(self, person: UUID, id_: UUID, wish: ChannelChange) -> Channel:
        """Change what `wish` names; a new address is checked like a first one."""
        new_url = None if wish.url is UNSET else wish.url
        masked = await self._masked(person, new_url) if new_url is not None else None
        async with transaction():
            present = await self._find(person, id_)
            changed = msgspec.structs.replace(
                present,
                name=present.name if wish.name is UNSET else wish.name.strip(),
                enabled=present.enabled if wish.enabled is UNSET else wish.enabled,
                language=present.language if wish.language is UNSET else wish.language,
                levels=present.levels if wish.levels is UNSET else _in_order(wish.levels),
                url_masked=masked or present.url_masked,
            )
            sealed = new_url and self.vault.seal(new_url.strip(), row=ADDRESS.row(id_))
            stored = await queries.change(person, changed, url_sealed=sealed)
        if stored is None:
            raise NoSuchChannelError
        return stored

    async def remove(self, person: UUID, id_: UUID) -> None:
        """Forget one; what was on its way over it is not sent any more."""
        if not await queries.remove(person, id_):
            raise NoSuchChannelError

    async def forget(self, person: UUID) -> None:
        """Forget all channels of somebody who left."""
        await queries.remove_all(person)

    async def test(self, person: UUID, id_: UUID) -> TestResult:
        """Send a real message now, and say what the other side said."""
        sealed = await queries.sealed_url(person, id_)
        if sealed is None:
            raise NoSuchChannelError
        said = trial(_TRIAL, (await self._find(person, id_)).language)
        outcome = await self.courier.send(
            Errand(
                act="send",
                url=self.vault.open(sealed, row=ADDRESS.row(id_)),
                private_hosts=await self.may_reach_home(person),
                title=said.title,
                body=said.body,
                level="success",
                reference=f"medianest-test-{self.ids()}",
            )
        )
        error = None if outcome.ok else outcome.error
        await queries.tested(id_, error=error, at=self.clock())
        return TestResult(ok=outcome.ok, error=error)

    async def preferences(self, person: UUID) -> list[Preference]:
        """Which kinds go over `person`'s channels."""
        return await queries.preferences(person)

    async def prefer(self, person: UUID, kind: str, *, channels: bool) -> Preference:
        """Decide whether `kind` goes over the channels; the inbox always has it."""
        await queries.prefer(person, kind, channels=channels)
        return Preference(kind=kind, channels=channels)

    async def _find(self, person: UUID, id_: UUID) -> Channel:
        found = await queries.find(person, id_)
        if found is None:
            raise NoSuchChannelError
        return found

    async def _masked(self, person: UUID, url: str) -> str:
        outcome = await self.courier.inspect(
            url.strip(), private_hosts=await self.may_reach_home(person)
        )
        if not outcome.ok:
            wrong = FieldError(field="url", message=outcome.error)
            raise ChannelRefusedError(outcome.error, errors=[wrong])
        return outcome.masked


def _in_order(levels: frozenset[Level]) -> list[Level]:
    return [level for level in LEVELS if level in levels]
