"""Several addresses tried at once, of every kind."""

import asyncio
from pathlib import Path

import pytest
from msgspec import structs
from tests.desktop.net.reaching import announced, of_the_link, reaching
from tests.desktop.net.standin import StandIn

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.preflight import Reached, reach
from medianest_desktop.net.race import race


async def test_of_several_announced_hosts_one_that_answers_is_enough(appliance: StandIn) -> None:
    found = announced(appliance, hosts=("127.0.0.9", "127.0.0.1"))

    reached = await reaching(structs.replace(found, plain_port=8766))

    assert (reached.address, reached.encrypted) == (appliance.address, True)
    assert reached.dashboard == "http://127.0.0.1:8766"


async def test_an_address_without_an_answer_does_not_hold_up_the_others(
    appliance: StandIn, silent_port: int
) -> None:
    # Were they tried one after the other, the time would be over.
    addresses = (Address("https", "127.0.0.1", silent_port), appliance.address)

    async def attempt(address: Address) -> Address:
        return (await reach(str(address), seconds=120)).address

    assert await race(addresses, attempt, seconds=60) == appliance.address


async def test_ipv6_is_reached_by_address(tmp_path: Path) -> None:
    async with StandIn(tmp_path, host="::1") as appliance:
        reached = await reaching(f"[::1]:{appliance.port}")

    assert reached.address == appliance.address


@pytest.mark.skipif(not of_the_link(), reason="this machine has no IPv6 of the link")
def test_ipv6_of_the_link_is_reached_with_its_scope(tmp_path: Path) -> None:
    host = of_the_link()[0]

    async def way() -> tuple[StandIn, Reached]:
        async with StandIn(tmp_path, host=host) as appliance:
            return appliance, await reaching(f"[{host}]:{appliance.port}")

    # The client's own kind of loop; the one that the server's tests may have left open, uvloop,
    # takes the scope away.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as own:
        appliance, reached = own.run(way())

    assert (reached.id, reached.address.host) == (appliance.id, host)


async def test_an_attempt_that_breaks_leaves_the_others() -> None:
    bad, good = Address("https", "bad", 1), Address("https", "good", 2)

    async def attempt(address: Address) -> Address:
        if address == bad:
            raise LookupError("a certificate as nobody has seen one yet")
        return address

    assert await race([bad, good], attempt, seconds=5) == good
