import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_address

import ifaddr
import pytest
from tests.desktop.net.standin import StandIn
from tests.desktop.net.touch import until
from zeroconf import InterfaceChoice, ServiceInfo
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.discovery import SERVICE_TYPE, Discovery

# All who listen on loopback hear one another, whichever worker they belong to.
pytestmark = pytest.mark.xdist_group("loopback-mdns")

LOOPBACK = ["127.0.0.1"]
SOON = timedelta(milliseconds=20)


@pytest.fixture
async def network() -> AsyncIterator[AsyncZeroconf]:
    """Where appliances announce themselves; nobody says goodbye at the end."""
    running = AsyncZeroconf(interfaces=LOOPBACK)
    yield running
    await running.async_close()


@pytest.fixture
async def discovery() -> AsyncIterator[Discovery]:
    async with Discovery(interfaces=LOOPBACK, every=SOON) as running:
        yield running


def advert(
    name: str = "Living Room", *, appliance_id: str = "a1", port: int = 8767, **more: str
) -> AsyncServiceInfo:
    hosts = more.pop("hosts", "127.0.0.1").split()
    told = {"id": appliance_id, "name": name, "v": "1", "ver": "0.1.0", "proto": "https"}
    return AsyncServiceInfo(
        SERVICE_TYPE,
        f"{name} {appliance_id}.{SERVICE_TYPE}",
        port=port,
        server=f"medianest-{appliance_id}.local.",
        addresses=[ip_address(host).packed for host in hosts],
        properties={**told, "fp": "AB" * 32, "port": "8766", **more},
    )


async def announce(network: AsyncZeroconf, *adverts: ServiceInfo) -> None:
    # Probing whether the name is free takes a second that proves nothing here.
    for each in adverts:
        await network.async_register_service(each, cooperating_responders=True)


async def test_an_appliance_is_found_with_all_that_it_tells(
    network: AsyncZeroconf, discovery: Discovery
) -> None:
    await announce(network, advert(hosts="127.0.0.1 ::1 fe80::1"))
    await until(discovery, lambda: bool(discovery.found))

    (found,) = discovery.found
    assert (found.id, found.name, found.version) == ("a1", "Living Room", "0.1.0")
    assert (found.scheme, found.fingerprint) == ("https", "ab" * 32)
    assert Address("https", "127.0.0.1", 8767) in found.addresses
    assert Address("http", "127.0.0.1", 8766) in found.by("http")


async def test_each_of_one_name_or_one_id_is_listed_and_what_has_no_id_is_not(
    network: AsyncZeroconf, discovery: Discovery
) -> None:
    await announce(
        network,
        advert("Nameless", appliance_id=""),
        advert("Crooked", appliance_id="evil.example/"),
        advert(appliance_id="a1"),
        advert(appliance_id="b2", port=9999),
        # A thief stands beside the owner of the id, and not in its place.
        advert("Thief", appliance_id="a1", port=6666, fp="cd" * 32),
    )
    await until(discovery, lambda: len(discovery.found) == 3)

    assert {(each.name, each.id, each.fingerprint[:2]) for each in discovery.found} == {
        ("Living Room", "a1", "ab"),
        ("Living Room", "b2", "ab"),
        ("Thief", "a1", "cd"),
    }
    assert discovery.addresses_of("b2", "https") == (Address("https", "127.0.0.1", 9999),)


async def test_another_port_is_followed_and_a_goodbye_is_believed(
    network: AsyncZeroconf, discovery: Discovery
) -> None:
    await announce(network, advert(port=1111))
    await until(discovery, lambda: bool(discovery.found))

    await (await network.async_update_service(advert(port=2222)))
    await until(discovery, lambda: [one.port for one in discovery.found] == [2222])
    await (await network.async_unregister_service(advert(port=2222)))
    await until(discovery, lambda: not discovery.found)


# zeroconf leaves the socket open with which it has failed to start.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_it_starts_before_there_is_a_network(network: AsyncZeroconf) -> None:
    # 203.0.113.1 is nobody's: binding to it fails as it does on a machine without a network.
    discovery = Discovery(interfaces=["203.0.113.1"], every=SOON)
    await announce(network, advert())

    async with discovery:
        await asyncio.sleep(0.1)
        early = discovery.found
        discovery._interfaces = LOOPBACK
        await until(discovery, lambda: bool(discovery.found))

    assert early == ()


async def test_all_interfaces_can_be_listened_on() -> None:
    async with Discovery(interfaces=InterfaceChoice.All, every=SOON) as discovery:
        rung = asyncio.Event()
        discovery.network_changed.listen(rung.set)
        async with asyncio.timeout(60):
            await rung.wait()


async def test_a_machine_without_any_address_waits_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Others of this machine may come and go while they are listened on.
    loopback = [one for one in ifaddr.get_adapters() if "127.0.0.1" in {ip.ip for ip in one.ips}]
    monkeypatch.setattr(ifaddr, "get_adapters", list)
    rung = asyncio.Event()
    async with Discovery(every=SOON) as discovery:
        discovery.network_changed.listen(rung.set)
        await asyncio.sleep(0.1)
        early = rung.is_set()
        monkeypatch.setattr(ifaddr, "get_adapters", lambda: loopback)
        async with asyncio.timeout(60):
            await rung.wait()

    assert not early


async def test_it_tells_when_the_machine_has_slept() -> None:
    wall = iter([0.0, 1.0, 2.0, 3602.0])
    discovery = Discovery(interfaces=LOOPBACK, every=SOON, clock=lambda: next(wall, 3602.0))
    rung: asyncio.Queue[None] = asyncio.Queue()
    discovery.network_changed.listen(lambda: rung.put_nowait(None))

    async with discovery, asyncio.timeout(60):
        # Once for the network that is there, once for the sleep.
        await rung.get()
        await rung.get()


async def test_while_others_flood_the_network_a_real_appliance_is_listed_alone(
    network: AsyncZeroconf, discovery: Discovery, appliance: StandIn
) -> None:
    fakes = [advert("Fake", appliance_id=f"f{n}", hosts=f"127.0.1.{n}", port=9) for n in range(20)]
    await announce(network, *fakes, advert(appliance_id=appliance.id, port=appliance.port))

    await until(discovery, lambda: [each.id for each in discovery.found] == [appliance.id])
