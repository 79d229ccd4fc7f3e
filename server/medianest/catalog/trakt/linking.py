"""How an account becomes linked: a code to type at Trakt, and somebody who waits for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never
from uuid import UUID

from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.api import Api
from medianest.catalog.trakt.errors import TraktRefusedError
from medianest.catalog.trakt.queries import codes, links
from medianest.catalog.trakt.queries.codes import Code
from medianest.catalog.trakt.tokens import Tokens
from medianest.catalog.trakt.wire import Granted
from medianest.catalog.trakt.work import POLL, REVOKE, SYNC, Poll, Revoke, Sync
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs, RetryLaterError, Run
from medianest.infra.sealed import SealedColumn
from medianest.infra.vault import Vault
from medianest.kit.clock import Clock, now
from medianest.kit.errors import OutsideError
from medianest.kit.ids import Ids, new_id

DEVICE_CODE = SealedColumn(
    table="trakt_codes", column="device_code", bound="trakt_codes:device_code"
)
# Added to the pause between two questions each time that Trakt finds them too many.
_SLOWER = 5.0


@dataclass(frozen=True, slots=True)
class Linking:
    """Starts links, finishes them, takes them back."""

    access: Access
    tokens: Tokens
    vault: Vault
    jobs: Jobs
    clock: Clock = now
    ids: Ids = new_id

    async def start(self, person: UUID) -> None:
        """Get a code for `person`, and let a job wait until it was typed.

        Raises TraktNotConnectedError, TraktRefusedError, OutsideError.
        """
        async with self.access.open() as api:
            told = await api.device_code()
        id_ = self.ids()
        code = Code(
            id=id_,
            person=person,
            device_code=self.vault.seal(told.device_code, row=DEVICE_CODE.row(id_)),
            user_code=told.user_code,
            verification_url=told.verification_url,
            interval=told.interval,
            expires_at=self.clock() + timedelta(seconds=told.expires_in),
        )
        async with transaction():
            await codes.save(code)
            await self.jobs.enqueue(
                POLL,
                Poll(person=person, code=id_),
                subject=f"trakt:{person}",
                owner=person,
                after=timedelta(seconds=told.interval),
            )

    async def poll(self, order: Poll) -> None:
        """Ask once what became of a code. Raises RetryLaterError while nobody has typed it."""
        code = await codes.of(order.person)
        if code is None or code.id != order.code or code.failure is not None:
            return
        if code.expires_at <= self.clock():
            await codes.fail(code.id, "expired")
            return
        try:
            await self._ask(code)
        except TraktRefusedError:
            await codes.fail(code.id, "refused")
        except OutsideError as away:
            raise _later(str(away), code.interval) from away

    async def _ask(self, code: Code) -> None:
        async with self.access.open() as api:
            answer = await api.device_token(
                self.vault.open(code.device_code, row=DEVICE_CODE.row(code.id))
            )
            if isinstance(answer, Granted):
                await self._link(api, code, answer)
                return
        match answer:
            case "pending":
                raise _later("The code has not been entered yet.", code.interval)
            case "slow_down":
                await codes.slow_down(code.id, by=_SLOWER)
                raise _later("Trakt wants to be asked less often.", code.interval + _SLOWER)
            case "denied" | "expired":
                await codes.fail(code.id, answer)
            case _:
                assert_never(answer)

    async def _link(self, api: Api, code: Code, granted: Granted) -> None:
        """Keep the tokens at once, as Trakt gives them once; all else is asked by the sync."""
        link = self.ids()
        async with transaction():
            before = await links.of(code.person)
            is_wanted = await codes.take(code.id)
            if is_wanted:
                await links.save(
                    link, code.person, self.tokens.sealed(link, granted), at=self.clock()
                )
                await self._enqueue_revocation(before)
                await self._enqueue_sync(code.person)
        if not is_wanted:
            await api.revoke(granted.access_token)

    async def unlink(self, person: UUID) -> None:
        """Forget the link of `person`, and let a job give its tokens back.

        What was handed on once stays known, so that linking again brings nothing back.
        """
        async with transaction():
            await self._enqueue_revocation(await links.of(person))
            await links.remove(person)

    async def forget(self, person: UUID) -> None:
        """Forget everything about somebody who left."""
        async with transaction():
            await self._enqueue_revocation(await links.of(person))
            await links.forget(person)

    async def revoke(self, order: Revoke, _: Run) -> None:
        """Give the tokens of a former link back."""
        async with self.access.open() as api:
            await api.revoke(self.tokens.access(order.link, order.access))

    async def _enqueue_sync(self, person: UUID) -> None:
        subject = f"trakt:{person}"
        await self.jobs.enqueue(
            SYNC, Sync(person=person), subject=subject, owner=person, unique=f"{SYNC}:{person}"
        )

    async def _enqueue_revocation(self, link: links.Link | None) -> None:
        if link is not None and link.access is not None:
            await self.jobs.enqueue(REVOKE, Revoke(link=link.id, access=link.access))


def _later(reason: str, seconds: float) -> RetryLaterError:
    return RetryLaterError(reason, timedelta(seconds=seconds), free=True)
