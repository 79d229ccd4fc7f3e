"""The one owner of the question whether this client is in touch with its appliance.

A small machine: it looks, stands in one state until something calls or its pause is over, and looks
again. How to look is `search`'s, what the states mean is `state`'s, and the line that is open
`kept_line`'s.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import aiohttp
import structlog

from medianest_desktop import __version__
from medianest_desktop.bell import Bell
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.contact import Contact, SignedOutError
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.kept_line import KeptLine, NotConnectedError
from medianest_desktop.net.pairing import NewlyPaired
from medianest_desktop.net.search import Search
from medianest_desktop.net.state import (
    CONNECTED,
    LOCKED,
    LOOKING,
    REFUSED,
    UNPAIRED,
    Standing,
    State,
    StateReason,
    apart,
    pause,
)
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError
from medianest_desktop.net.vault import Vault
from medianest_desktop.tasks import Tasks

__all__ = ["Connection", "NotConnectedError"]

log = structlog.get_logger()


class Connection:
    """Finds the paired appliance while inside, proves it, and heals by itself.

    A token goes only over a line on which the appliance has proven itself.
    """

    def __init__(
        self,
        appliances: Appliances,
        discovery: Discovery,
        vault: Vault,
        *,
        version: str = __version__,
    ) -> None:
        self._appliances = appliances
        self._vault = vault
        self._version = version
        self._kept = KeptLine()
        self._search = Search(appliances, discovery, self._kept)
        self._tasks = Tasks()
        self._nudge = asyncio.Event()
        self._failures = 0
        self._now = LOOKING if appliances.paired else UNPAIRED
        self.changed = Bell()
        """Rings on the loop after every change of the state, its reason, or the tries."""
        discovery.expect(lambda: self.paired.id if self.paired else "")
        self._undo = [
            appliances.changed.listen(self._look_anew),
            vault.changed.listen(self._look_anew),
            discovery.network_changed.listen(self._look_anew),
            discovery.changed.listen(self._may_have_come),
        ]

    async def __aenter__(self) -> Self:
        self._tasks.start(self._stay_in_touch(), name="connection")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for undo in self._undo:
            undo()
        await self._tasks.stop()
        await self._kept.hang_up()

    @property
    def state(self) -> State:
        """Whether we are in touch, and else what is in the way."""
        return self._now.state

    @property
    def reason(self) -> StateReason:
        """Why the state is what it is; said as `reason.<key>`."""
        return self._now.reason

    @property
    def tries(self) -> tuple[Try, ...]:
        """What the last look found at which address; empty while connected."""
        return self._now.tries

    @property
    def paired(self) -> Paired | None:
        """The appliance in question."""
        return self._appliances.paired

    @property
    def session(self) -> aiohttp.ClientSession:
        """Leads to the appliance alone, pinned; another one after its address has changed.

        Raises NotConnectedError.
        """
        return self._kept.session

    @property
    def base(self) -> str:
        """What stands before a path in `session`. Raises NotConnectedError."""
        return self._kept.base

    @property
    def headers(self) -> Mapping[str, str]:
        """What a request has to carry, and a WebSocket; empty while nobody is signed in."""
        return self._kept.headers

    async def request(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded answer, None if it is empty; `path` begins with /api/v1.

        Raises NotConnectedError, RefusedError.
        """
        try:
            return await self._kept.ask(method, path, json=json, params=params or {})
        except NoAnswerError as failure:
            self.doubt()
            raise NotConnectedError from failure
        except RefusedError as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED:
                self.doubt()
            raise

    async def answers(self) -> bool:
        """Whether the appliance is there, however slow; if not, the state says so at once.

        Asked on a new connection, for those that stand may be dead: 3 seconds where nobody is
        there, 18 at most.
        """
        paired, line = self.paired, self._kept.now
        if paired is None or line is None or self.state != "connected":
            return False
        try:
            await self._contact(paired).knock(line.address)
        except NoAnswerError as failure:
            if self.state == "connected" and self._kept.now is line:
                self._stand(apart(failure, paired))
                self._nudge.set()
            return False
        return True

    def retry(self) -> None:
        """Look again, now, as a person wishes: a keyring that stayed locked is asked once more."""
        self._vault.ask_again()
        self._look_anew()

    def doubt(self) -> None:
        """Somebody's request or socket has failed, or saw a 401: look whether that means us."""
        if self.state == "connected":
            self._nudge.set()

    def look_at(self, text: str) -> None:
        """Try an address typed by hand for the paired appliance. Raises BadAddressError."""
        self._search.also_at(text)
        self.retry()

    def _look_anew(self) -> None:
        self._failures = 0
        self._nudge.set()

    def _may_have_come(self) -> None:
        paired = self.paired
        if paired is not None and self.state != "connected" and self._search.has_news(paired):
            self._look_anew()

    async def adopt(self, new: NewlyPaired) -> None:
        """Belong to the appliance that this client has just been paired with."""
        await self._vault.set(new.paired.id, new.token)
        self._appliances.keep(new.paired)

    async def forget(self) -> None:
        """End the session there if it can be reached, and be paired with none."""
        paired = self._appliances.paired
        if paired is None:
            return
        await self._kept.say_goodbye()
        self._kept.token = ""
        self._appliances.forget()
        await self._vault.delete(paired.id)

    async def _stay_in_touch(self) -> None:
        while True:
            self._nudge.clear()
            self._stand(await self._look())
            with suppress(TimeoutError):
                async with asyncio.timeout(pause(self.state, self._failures)):
                    await self._nudge.wait()

    async def _look(self) -> Standing:
        paired = self._appliances.paired
        if paired is None:
            return await self._without_token(UNPAIRED)
        await self._kept.belong_to(paired)
        self._kept.token = await self._vault.get(paired.id)
        if not self._kept.token:
            locked = self._vault.keeping == "locked"
            return await self._without_token(LOCKED if locked else REFUSED)
        return await self._look_for(paired)

    async def _look_for(self, paired: Paired) -> Standing:
        contact = self._contact(paired)
        try:
            if self.state == "connected" and await self._search.still_there(contact):
                return CONNECTED
            await self._search.find(contact)
        except SignedOutError:
            return await self._signed_out(contact)
        except (NoAnswerError, UnreachableError) as failure:
            return apart(failure, paired)
        return CONNECTED

    async def _signed_out(self, contact: Contact) -> Standing:
        await self._kept.hang_up()
        if await self._vault.get(contact.paired.id) != contact.token:
            # Paired anew meanwhile: the refusal was for the token before.
            self._nudge.set()
            return self._now
        await self._vault.delete(contact.paired.id)
        return await self._without_token(REFUSED)

    async def _without_token(self, standing: Standing) -> Standing:
        self._kept.token = ""
        await self._kept.hang_up()
        return standing

    def _stand(self, standing: Standing) -> None:
        self._failures = 0 if standing == CONNECTED else self._failures + 1
        before, self._now = self._now, standing
        if standing == before:
            return
        if (standing.state, standing.reason) != (before.state, before.reason):
            log.info(
                "connection", state=standing.state, reason=standing.reason, before=before.state
            )
        self.changed.ring()

    def _contact(self, paired: Paired) -> Contact:
        return Contact(paired, self._kept.token, self._version)
