"""One look for the paired appliance: over the line that is open, then wherever it may be."""

import asyncio
from contextlib import suppress

from medianest_desktop.net import addresses
from medianest_desktop.net.addresses import TLS_PORT, Address
from medianest_desktop.net.appliances import Appliances, Paired
from medianest_desktop.net.contact import Contact
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.found import Found
from medianest_desktop.net.kept_line import KeptLine
from medianest_desktop.net.tries import NoAnswerError

_PROBE_SECONDS = 8


class Search:
    """Knows where to look: at what was typed, what was good before, what is announced."""

    def __init__(self, appliances: Appliances, discovery: Discovery, kept: KeptLine) -> None:
        self._appliances = appliances
        self._discovery = discovery
        self._kept = kept
        self._typed: tuple[Address, ...] = ()
        self._announced_last: tuple[Found, ...] = ()

    def also_at(self, text: str) -> None:
        """Look at an address typed by hand, the next time. Raises BadAddressError."""
        typed = addresses.read(text)
        # Who knows the dashboard's address knows its port in clear text.
        locked = (Address("https", each.host, TLS_PORT) for each in typed)
        self._typed = (*typed, *locked)

    def has_news(self, paired: Paired) -> bool:
        """Whether the network says something else of this appliance than when last asked."""
        before = self._announced_last
        self._announced_last = tuple(each for each in self._discovery.found if each.id == paired.id)
        return self._announced_last != before

    async def still_there(self, contact: Contact) -> bool:
        """Whether it answers, and welcomes us, on the line that is open.

        Raises SignedOutError.
        """
        if self._kept.now is None:
            return False
        with suppress(NoAnswerError, TimeoutError):
            async with asyncio.timeout(_PROBE_SECONDS):
                await contact.insist(self._kept.now)
                return True
        return False

    async def find(self, contact: Contact) -> None:
        """Open a line to wherever it proves itself and welcomes us.

        Raises SignedOutError, NoAnswerError, UnreachableError.
        """
        address, info = await contact.find(self._candidates(contact))
        await contact.be_welcomed(address)
        await self._kept.lead_to(address, contact)
        self._appliances.reached(address, name=info.name)

    def _candidates(self, contact: Contact) -> tuple[Address, ...]:
        typed, self._typed = self._typed, ()
        return contact.candidates(typed, self._announced(contact.paired))

    def _announced(self, paired: Paired) -> tuple[Address, ...]:
        return self._discovery.addresses_of(paired.id, paired.scheme)
