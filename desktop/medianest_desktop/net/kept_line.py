"""The one line to the paired appliance that stays open, for whoever asks it something."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import aiohttp

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import API, Line, RefusedError
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.contact import Contact
from medianest_desktop.net.tries import NoAnswerError

_GOODBYE_SECONDS = 3


class NotConnectedError(Exception):
    """There is no appliance to ask at this moment."""


class KeptLine:
    """At most one line, that never outlives the pairing it was opened for."""

    def __init__(self) -> None:
        self._line: Line | None = None
        self._leads_to = ("", "")
        self.token = ""
        """What says who asks; "" while nobody is signed in."""

    @property
    def now(self) -> Line | None:
        """The line, if there is one."""
        return self._line

    @property
    def session(self) -> aiohttp.ClientSession:
        """Leads to the appliance alone, pinned; another one after its address has changed.

        Raises NotConnectedError.
        """
        return self._insist().session

    @property
    def base(self) -> str:
        """What stands before a path in `session`. Raises NotConnectedError."""
        return self._insist().base

    @property
    def headers(self) -> Mapping[str, str]:
        """What a request has to carry, and a WebSocket; empty while nobody is signed in."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def ask(self, method: str, path: str, *, json: Any, params: Mapping[str, str]) -> Any:
        """The decoded answer, None if it is empty; `path` begins with /api/v1.

        Raises NotConnectedError, NoAnswerError, RefusedError.
        """
        line = self._insist()
        if params:
            path = f"{path}?{urlencode(params)}"
        return await line.ask(method, path, object, json=json, token=self.token)

    async def say_goodbye(self) -> None:
        """End the session there, if it can be reached."""
        if self._line is None or not self.token:
            return
        with suppress(NoAnswerError, RefusedError, TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._line.fetch("POST", f"{API}/auth/logout", token=self.token)

    async def belong_to(self, paired: Paired) -> None:
        """Let go of a line to another appliance."""
        if self._leads_to != _identity(paired):
            await self.hang_up()

    async def lead_to(self, address: Address, contact: Contact) -> None:
        """Have it lead to the appliance at `address`. Raises NoAnswerError."""
        # At the same address the line is kept, and with it a film that is just being sent.
        if self._line is not None and self._line.address == address:
            return
        await self.hang_up()
        self._line = contact.open(address)
        self._leads_to = _identity(contact.paired)

    async def hang_up(self) -> None:
        """End it, and every request that still runs over it."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    def _insist(self) -> Line:
        if self._line is None:
            raise NotConnectedError
        return self._line


def _identity(paired: Paired) -> tuple[str, str]:
    return paired.id, paired.ca_pem
