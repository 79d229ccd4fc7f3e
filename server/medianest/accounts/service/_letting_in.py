"""The person's side of pairing: whoever types a device's code lets it in as theirs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.errors import NoSuchCodeError
from medianest.accounts.limits import Limit, Tries
from medianest.accounts.pairing_code import bare_code
from medianest.accounts.principal import Principal
from medianest.accounts.queries import limits, pairings, people, sessions
from medianest.accounts.queries.pairings import PairingRow
from medianest.accounts.queries.sessions import DeviceRow, NewSession
from medianest.accounts.schemas import Device
from medianest.accounts.service._sessions import Sessions, device_shown
from medianest.infra.database import transaction

Tell = Callable[[UUID, Device], Awaitable[object]]
log = structlog.get_logger()

_GUESSES_OF_ONE = Limit("pairing.guess", 5, timedelta(minutes=1))
_GUESSES_OF_ALL = Limit("pairing.guesses", 20, timedelta(minutes=1))
# A device that never fetches its token vanishes by itself.
_FETCHED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LettingIn:
    """Lets devices in.

    Guesses are counted before they are made, a person's own first: one of them cannot use up
    what everybody has.
    """

    sessions: Sessions
    tries: Tries
    tell: list[Tell] = field(default_factory=list)
    """Who else hears of a device, in the transaction that lets it in."""

    async def confirm(self, me: Principal, typed: str, caller: Caller) -> Device:
        """Let in the device that shows the code `typed`; of two who type it at once, one does."""
        counted = [
            await self.tries.count(_GUESSES_OF_ONE, str(me.id)),
            await self.tries.count(_GUESSES_OF_ALL),
        ]
        at = self.sessions.clock()
        async with transaction():
            found = await pairings.take(bare_code(typed), at)
            if found is None:
                raise NoSuchCodeError
            device = await self._let_in(me, found, at)
            await limits.forgive(counted)
            await audit.record(
                me.id,
                "device.paired",
                device.id,
                address=caller.address,
                device=device.device,
                device_address=device.address,
            )
            for tell in self.tell:
                await tell(me.id, device)
        log.info("device_paired", device=str(device.id), person=str(me.id))
        return device

    async def _let_in(self, me: Principal, found: PairingRow, at: datetime) -> Device:
        # Whoever disables this person or ends this session meanwhile waits, and ends the device's
        # too; whoever was faster is seen here.
        await people.find_for_change(me.id)
        await self.sessions.doorman.ask(me.session_id)
        new = NewSession(
            id=self.sessions.ids(),
            person=me.id,
            at=at,
            expires_at=at + _FETCHED_WITHIN,
            device=found.name,
            user_agent="",
            address=found.address,
            kind="device",
            platform=found.platform,
            client_version=found.client_version,
        )
        await sessions.open_session(new)
        await pairings.confirm(found.id, session=new.id, expires_at=new.expires_at)
        return device_shown(_as_row(new), current=False)


def _as_row(new: NewSession) -> DeviceRow:
    return DeviceRow(
        id=new.id,
        kind=new.kind,
        device=new.device,
        platform=new.platform,
        client_version=new.client_version,
        user_agent=new.user_agent,
        address=new.address,
        created_at=new.at,
        last_seen_at=new.at,
        expires_at=new.expires_at,
    )
