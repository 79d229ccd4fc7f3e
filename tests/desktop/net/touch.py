"""What tests of being in touch share: a network that says what they like, and awaiting a state."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from tests.desktop.net.standin import StandIn

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.discovery import Discovery, Found

TOKEN = "mnd_good"
SESSION = "/api/v1/auth/session"
DEVICE = "01890a5d-ac96-774b-bcce-b302099a8057"


class Announced(Discovery):
    """What the network says, without the network."""

    def __init__(self) -> None:
        super().__init__()
        self.now: tuple[Found, ...] = ()

    @property
    def found(self) -> tuple[Found, ...]:
        return self.now

    def announce(self, appliance_id: str, fingerprint: str, *addresses: Address) -> None:
        self.now = tuple(
            Found(appliance_id, "x", "1", at.scheme, at.port, fingerprint, (at.host,))
            for at in addresses
        )
        self.changed.ring()


def unpinned(appliance: StandIn) -> Paired:
    """Paired with it where there is no authority to pin; it knows the device and its token."""
    appliance.tokens.add(TOKEN)
    appliance.devices[DEVICE] = TOKEN
    now = datetime.now(UTC)
    return Paired(appliance.id, "x", "", "", (appliance.address,), DEVICE, "Ada", now)


async def until(changing: Connection | Discovery, holds: Callable[[], bool]) -> None:
    """Look again after each change until it is so."""
    rung = asyncio.Event()
    undo = changing.changed.listen(rung.set)
    async with asyncio.timeout(60):
        while not holds():
            rung.clear()
            await rung.wait()
    undo()


async def becomes(connection: Connection, state: str) -> None:
    await until(connection, lambda: connection.state == state)
