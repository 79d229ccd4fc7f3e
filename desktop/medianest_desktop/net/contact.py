"""Looks whether the paired appliance is at an address, and whether it knows this client."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from msgspec import Struct

from medianest_desktop.net import proof, trust
from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import API, Info, Line, RefusedError
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.fitting import as_no_answer, introduce
from medianest_desktop.net.race import race
from medianest_desktop.net.tries import NoAnswerError, explain

SECONDS = 5.0
"""How long looking at all addresses takes at most."""
_KNOCK_SECONDS = 3.0
_HANDSHAKE_SECONDS = 15.0
# A flood of announcements with a stolen id must not keep anybody busy.
_MOST = 16


class SignedOutError(Exception):
    """The appliance does not know the token any more."""


class _Session(Struct):
    """What matters of the answer is that it is one."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to be sure that `paired` is the one who answers, and that it knows our `token`."""

    paired: Paired
    token: str
    version: str

    async def find(self, candidates: tuple[Address, ...]) -> tuple[Address, Info]:
        """The first address at which it proves itself; the token is sent to none.

        Raises UnreachableError with a try for each.
        """

        async def one(address: Address) -> tuple[Address, Info]:
            return address, await self._meet(address)

        return await race(candidates, one, seconds=SECONDS)

    async def be_welcomed(self, address: Address) -> None:
        """Show the token, on a line of its own. Raises SignedOutError, NoAnswerError."""
        # Kept sockets may have died while the machine slept: those prove nothing.
        async with self.open(address) as line:
            await self.insist(line)

    async def knock(self, address: Address) -> None:
        """Return if it is there at all, however busy. Raises NoAnswerError.

        The kernel of a machine whose programs are slow takes a connection at once; where nobody
        does, nobody is there. So silence ends it after 3 seconds, slowness only after 15.
        """
        try:
            async with asyncio.timeout(_KNOCK_SECONDS):
                _, writer = await asyncio.open_connection(address.host, address.port)
        except OSError as failure:
            raise explain(failure) from failure
        writer.transport.abort()
        async with self.open(address) as line:
            line.connects_within = _HANDSHAKE_SECONDS
            with suppress(RefusedError):
                await line.info()

    def candidates(
        self, typed: tuple[Address, ...], announced: tuple[Address, ...]
    ) -> tuple[Address, ...]:
        """Where to look, the likeliest first: never in clear text if that was not chosen."""
        known = self.paired.addresses
        # Without a pinned authority nothing ties the id, which is no secret, to who announces it.
        heard = () if self.paired.scheme == "https" and not self.paired.ca_pem else announced
        # What is announced now is likelier than what was good before the last time.
        ordered = (*typed, *known[:1], *heard, *known[1:])
        fitting = dict.fromkeys(each for each in ordered if each.scheme == self.paired.scheme)
        return tuple(fitting)[:_MOST]

    def open(self, address: Address) -> Line:
        """A line that leads to it alone. Raises NoAnswerError for an address that can not be it."""
        if self.paired.ca_pem:
            return self._pinned(address)
        return Line.open(address, proof.before_connecting(partial(self._prove, address)))

    async def insist(self, line: Line) -> None:
        """Return if it still answers on `line`, and welcomes us. Raises as `be_welcomed`."""
        if not self.paired.ca_pem:
            # The line proves nothing by itself: another may have got its address meanwhile.
            await self._introduce(line)
        await insist_on_welcome(line, self.token)

    async def _meet(self, address: Address) -> Info:
        if not self.paired.ca_pem:
            # Who it is comes first: another appliance is no impostor.
            async with Line.open(address) as line:
                info = await self._introduce(line)
            await self._prove(address)
            return info
        async with self._pinned(address) as line:
            try:
                return await self._introduce(line)
            except NoAnswerError as failure:
                if failure.reason != "foreign_certificate":
                    raise
                raise await self._why(address) from failure

    def _pinned(self, address: Address) -> Line:
        return Line.pinned(address, appliance_id=self.paired.id, ca_pem=self.paired.ca_pem)

    async def _prove(self, address: Address) -> None:
        await proof.prove(address, device_id=self.paired.device_id, token=self.token)

    async def _introduce(self, line: Line) -> Info:
        info = await introduce(line, version=self.version)
        if info.instance_id != self.paired.id:
            raise NoAnswerError("other_appliance", info.instance_id)
        return info

    async def _why(self, address: Address) -> NoAnswerError:
        return await trust.why_refused(
            address, appliance_id=self.paired.id, ca_pem=self.paired.ca_pem
        )


async def insist_on_welcome(line: Line, token: str) -> None:
    """Return if the appliance takes the token. Raises SignedOutError, NoAnswerError."""
    try:
        await line.ask("GET", f"{API}/auth/session", _Session, token=token)
    except RefusedError as refused:
        # Without a code it is not the appliance that speaks, but something before it.
        if refused.status == HTTPStatus.UNAUTHORIZED and refused.code:
            raise SignedOutError from refused
        raise as_no_answer(refused) from refused
