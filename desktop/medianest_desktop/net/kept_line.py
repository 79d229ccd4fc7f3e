"""The one line to the paired appliance that stays open, for whoever asks it something."""

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.api import Line
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.contact import Contact


class NotConnectedError(Exception):
    """There is no appliance to ask at this moment."""


class KeptLine:
    """At most one line, that never outlives the pairing it was opened for."""

    def __init__(self) -> None:
        self._line: Line | None = None
        self._leads_to = ("", "")

    @property
    def now(self) -> Line | None:
        """The line, if there is one."""
        return self._line

    def insist(self) -> Line:
        """The line. Raises NotConnectedError."""
        if self._line is None:
            raise NotConnectedError
        return self._line

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


def _identity(paired: Paired) -> tuple[str, str]:
    return paired.id, paired.ca_pem
