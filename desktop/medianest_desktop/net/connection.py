"""The one owner of the question whether this client is in touch with its appliance."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
import msgspec
import structlog

from medianest_desktop import __version__
from medianest_desktop.bell import Bell
from medianest_desktop.net import addresses
from medianest_desktop.net.addresses import TLS_PORT, Address
from medianest_desktop.net.api import API, Line, RefusedError
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.contact import Contact, SignedOutError
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.pairing import NewlyPaired
from medianest_desktop.net.state import State, StateReason, meaning, pause
from medianest_desktop.net.tries import NoAnswerError, ReasonKey, Try, UnreachableError
from medianest_desktop.net.vault import Vault
from medianest_desktop.tasks import Tasks

log = structlog.get_logger()

_GOODBYE_SECONDS = 3
_PROBE_SECONDS = 8


class NotConnectedError(Exception):
    """There is no appliance to ask at this moment."""


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
        self._discovery = discovery
        self._vault = vault
        self._version = version
        self._tasks = Tasks()
        self._nudge = asyncio.Event()
        self._line: Line | None = None
        self._line_leads_to = ("", "")
        self._by_hand: tuple[Address, ...] = ()
        self._failures = 0
        self.state: State = "searching" if appliances.paired else "unpaired"
        self.reason: StateReason = "looking" if appliances.paired else ""
        """Why the state is what it is; said as `reason.<key>`."""
        self.tries: tuple[Try, ...] = ()
        """What the last look found at which address; empty while connected."""
        self.token = ""
        self.changed = Bell()
        """Rings on the loop after every change of the state, its reason, or the tries."""
        self._undo = [
            appliances.changed.listen(self.retry),
            vault.changed.listen(self.retry),
            discovery.network_changed.listen(self.retry),
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
        await self._hang_up()

    @property
    def session(self) -> aiohttp.ClientSession:
        """Leads to the appliance alone, pinned; another one after its address has changed.

        Raises NotConnectedError.
        """
        return self._open_line().session

    @property
    def base(self) -> str:
        """What stands before a path in `session`. Raises NotConnectedError."""
        return self._open_line().base

    @property
    def headers(self) -> Mapping[str, str]:
        """What a request has to carry, and a WebSocket."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @property
    def paired(self) -> Paired | None:
        """The appliance in question."""
        return self._appliances.paired

    def retry(self) -> None:
        """Look again, now."""
        self._failures = 0
        self._nudge.set()

    def doubt(self) -> None:
        """Somebody's request or socket has failed, or saw a 401: look whether that means us."""
        if self.state == "connected":
            self._nudge.set()

    def look_at(self, text: str) -> None:
        """Try an address typed by hand for the paired appliance. Raises BadAddressError."""
        typed = addresses.read(text)
        # Who knows the dashboard's address knows its port in clear text.
        locked = (Address("https", each.host, TLS_PORT) for each in typed)
        self._by_hand = (*typed, *locked)
        self.retry()

    async def adopt(self, new: NewlyPaired) -> None:
        """Belong to the appliance that this client has just been paired with."""
        await self._vault.set(new.paired.id, new.token)
        self._appliances.keep(new.paired)

    async def forget(self) -> None:
        """End the session there if it can be reached, and be paired with none."""
        paired, line = self._appliances.paired, self._line
        if paired is None:
            return
        if line is not None and self.token:
            with suppress(NoAnswerError, RefusedError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await line.fetch("POST", f"{API}/auth/logout", token=self.token)
        self.token = ""
        self._appliances.forget()
        await self._vault.delete(paired.id)

    async def request(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded answer, None if it is empty; `path` begins with /api/v1.

        Raises NotConnectedError, RefusedError.
        """
        line = self._open_line()
        if params:
            path = f"{path}?{urlencode(params)}"
        try:
            body = await line.fetch(method, path, json=json, token=self.token)
            return msgspec.json.decode(body) if body else None
        except (NoAnswerError, msgspec.MsgspecError, RecursionError) as failure:
            self.doubt()
            raise NotConnectedError from failure
        except RefusedError as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED:
                self.doubt()
            raise

    async def _stay_in_touch(self) -> None:
        while True:
            self._nudge.clear()
            await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause(self.state, self._failures)):
                    await self._nudge.wait()

    async def _look(self) -> None:
        paired = self._appliances.paired
        if paired is None:
            self.token = ""
            await self._hang_up()
            self._become("unpaired", "")
            return
        if self._line_leads_to != _identity(paired):
            await self._hang_up()
        token = self.token = await self._vault.get(paired.id)
        if not token:
            await self._hang_up()
            locked = self._vault.keeping == "locked"
            self._become("signed_out", "keyring_locked" if locked else "signed_out")
            return
        await self._look_for(paired, token)

    async def _look_for(self, paired: Paired, token: str) -> None:
        try:
            await self._get_in_touch(paired, token)
        except SignedOutError:
            await self._signed_out(paired, token)
        except NoAnswerError as failure:
            self._out_of_touch(paired, failure.reason, ())
        except UnreachableError as failure:
            self._out_of_touch(paired, failure.reason, failure.tries)
        else:
            self._failures = 0
            self._become("connected", "")

    async def _get_in_touch(self, paired: Paired, token: str) -> None:
        contact = Contact(paired, self._version)
        if await self._still_in_touch(contact, token):
            return
        typed, self._by_hand = self._by_hand, ()
        announced = self._discovery.addresses_of(paired.id, paired.scheme)
        address, info = await contact.find(contact.candidates(typed, announced))
        await contact.be_welcomed(address, token)
        # At the same address the line is kept, and with it a film that is just being sent.
        if self._line is None or self._line.address != address:
            await self._hang_up()
            self._line = contact.open(address)
            self._line_leads_to = _identity(paired)
        self._appliances.reached(address, name=info.name)

    async def _still_in_touch(self, contact: Contact, token: str) -> bool:
        if self.state != "connected" or self._line is None:
            return False
        with suppress(NoAnswerError, TimeoutError):
            async with asyncio.timeout(_PROBE_SECONDS):
                await contact.insist(self._line, token)
                return True
        return False

    async def _signed_out(self, paired: Paired, token: str) -> None:
        await self._hang_up()
        if await self._vault.get(paired.id) != token:
            # Paired anew meanwhile: the refusal was for the token before.
            self.retry()
            return
        await self._vault.delete(paired.id)
        self.token = ""
        self._become("signed_out", "signed_out")

    def _out_of_touch(self, paired: Paired, reason: ReasonKey, tries: tuple[Try, ...]) -> None:
        self._failures += 1
        self._become(meaning(reason, tries, paired), reason, tries)

    def _become(self, state: State, reason: StateReason, tries: tuple[Try, ...] = ()) -> None:
        if (state, reason, tries) == (self.state, self.reason, self.tries):
            return
        if (state, reason) != (self.state, self.reason):
            log.info("connection", state=state, reason=reason, before=self.state)
        self.state, self.reason, self.tries = state, reason, tries
        self.changed.ring()

    def _may_have_come(self) -> None:
        if self.state != "connected":
            self.retry()

    def _open_line(self) -> Line:
        if self._line is None:
            raise NotConnectedError
        return self._line

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()


def _identity(paired: Paired) -> tuple[str, str]:
    return paired.id, paired.ca_pem
