"""Looks whether the paired appliance is at an address, and whether it knows this client."""

from dataclasses import dataclass
from http import HTTPStatus

from msgspec import Struct

from medianest_desktop.net import trust
from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import API, Info, Line, RefusedError
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.fitting import as_no_answer, introduce
from medianest_desktop.net.race import race
from medianest_desktop.net.tries import NoAnswerError

SECONDS = 5.0
"""How long looking at all addresses takes at most."""
# A flood of announcements with a stolen id must not keep anybody busy.
_MOST = 16


class SignedOutError(Exception):
    """The appliance does not know the token any more."""


class _Session(Struct):
    """What matters of the answer is that it is one."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to be sure that `paired` is the one who answers."""

    paired: Paired
    version: str

    async def find(self, candidates: tuple[Address, ...]) -> tuple[Address, Info]:
        """The first address at which it proves itself; no token is sent to any.

        Raises UnreachableError with a try for each.
        """

        async def one(address: Address) -> tuple[Address, Info]:
            return address, await self._meet(address)

        return await race(candidates, one, seconds=SECONDS)

    async def be_welcomed(self, address: Address, token: str) -> None:
        """Show the token, on a line of its own. Raises SignedOutError, NoAnswerError."""
        # Kept sockets may have died while the machine slept: those prove nothing.
        async with self.open(address) as line:
            await insist_on_welcome(line, token)

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
        """A line to it. Raises NoAnswerError for an address that can not be the one."""
        if not self.paired.ca_pem:
            return Line.open(address)
        return Line.pinned(address, appliance_id=self.paired.id, ca_pem=self.paired.ca_pem)

    async def insist(self, line: Line, token: str) -> None:
        """Return if it still answers on `line`, and welcomes us. Raises as `be_welcomed`."""
        if not self.paired.ca_pem:
            # The line proves nothing by itself: another may have got its address meanwhile.
            await self._introduce(line)
        await insist_on_welcome(line, token)

    async def _meet(self, address: Address) -> Info:
        async with self.open(address) as line:
            try:
                return await self._introduce(line)
            except NoAnswerError as failure:
                if failure.reason != "foreign_certificate" or not self.paired.ca_pem:
                    raise
                raise await self._why(address) from failure

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
