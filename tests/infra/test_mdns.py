"""Real mDNS between network namespaces that stand for machines on one LAN (see `lan.py`)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import ifaddr
import pytest
from tests.infra.lan import Lan, Machine, running

from medianest.infra import mdns
from medianest.infra.mdns import Advert, Advertiser, lan_places


async def test_a_desktop_finds_the_appliance_and_sees_it_go(lan: Lan) -> None:
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "advertise", "0123456789ab", "Müller's Nest") as server,
    ):
        found = await desktop.sees("added")
        await server.stop()
        gone = await desktop.sees("removed")

    assert found.name == gone.name == "Müller's Nest"
    assert (found.addresses, found.port) == (["192.168.77.1"], 8766)
    assert found.properties == {
        "id": "0123456789ab",
        "name": "Müller's Nest",
        "v": "1",
        "ver": "1.2.3",
        "api": "/api/v1",
        "proto": "http",
        "fp": "",
        "port": "8766",
    }
    assert server.process.returncode == 0


async def test_an_appliance_with_tls_tells_of_that_port_and_of_its_authority(lan: Lan) -> None:
    words = ("advertise", "000000000001", "Nest", "0.0.0.0", "8767")
    async with running(lan.desktop, "browse") as desktop, running(lan.server, *words):
        found = await desktop.sees("added")

    assert found.port == 8767
    told = found.properties
    assert (told["proto"], told["port"], told["fp"]) == ("https", "8766", "5e" * 32)


async def test_a_second_appliance_of_the_same_name_calls_itself_otherwise(lan: Lan) -> None:
    async with (
        running(lan.server, "advertise", "000000000001", "Nest") as first,
        # Objections go to an address, where one program hears them: here is no other yet.
        settled(first),
        running(lan.desktop, "advertise", "000000000002", "Nest") as second,
        settled(second),
        running(lan.desktop, "browse") as desktop,
    ):
        seen = [await desktop.sees("added"), await desktop.sees("added")]

    assert {one.properties["id"]: one.name for one in seen} == {
        "000000000001": "Nest",
        "000000000002": "Nest-2",
    }


@asynccontextmanager
async def settled(machine: Machine) -> AsyncIterator[None]:
    """Begins when the machine has said under which name it is announced."""
    assert "mdns_advertised" in await machine.line()
    yield


async def test_a_server_on_both_protocols_is_told_with_both(lan: Lan) -> None:
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "advertise", "000000000001", "Nest", "::"),
    ):
        found = await desktop.sees("added")

    assert found.addresses[0] == "192.168.77.1"
    assert [text.startswith("fe80::") for text in found.addresses[1:]] == [True]


async def test_a_changed_address_is_announced(lan: Lan) -> None:
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "advertise", "000000000001", "Nest"),
    ):
        await desktop.sees("added")
        # Another length of prefix: Linux deletes a network's later addresses with its first.
        lan.address(lan.server, "add", "192.168.77.50/25")
        lan.address(lan.server, "delete", "192.168.77.1/24")
        moved = await desktop.sees("updated", address="192.168.77.50")

    assert moved.name == "Nest"


async def test_an_appliance_that_starts_before_its_network_is_found_later(lan: Lan) -> None:
    lan.address(lan.server, "delete", "192.168.77.1/24")
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "advertise", "000000000001", "Nest"),
    ):
        lan.address(lan.server, "add", "192.168.77.9/24")
        found = await desktop.sees("added")

    assert found.addresses == ["192.168.77.9"]


def adapter(name: str, *addresses: str) -> ifaddr.Adapter:
    ips = [ifaddr.IP((text, 0, 0) if ":" in text else text, 24, name) for text in addresses]
    return ifaddr.Adapter(name, name, ips, index=len(name))


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        adapter("lo", "127.0.0.1", "::1"),
        adapter("eth0", "192.168.1.5", "fe80::5", "2a01:4f8::5"),
        adapter("docker0", "172.17.0.1"),
        adapter("br-0a1b2c3d", "172.18.0.1"),
        adapter("veth12", "fe80::12"),
        adapter("tailscale0", "100.64.0.1"),
        adapter("wan", "203.0.114.7"),
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: found)


@pytest.mark.usefixtures("adapters")
@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("0.0.0.0", ["192.168.1.5"]),
        ("::", ["192.168.1.5", "fe80::5"]),
        ("192.168.1.5", ["192.168.1.5"]),
        ("127.0.0.1", []),
        ("::1", []),
        ("localhost", []),
        ("10.9.9.9", []),
    ],
)
def test_only_addresses_of_the_lan_that_are_served_are_told(
    host: str, addresses: list[str]
) -> None:
    assert [place.address for place in lan_places(host)] == addresses


async def test_a_network_that_refuses_does_not_reach_the_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = asyncio.Event()

    def refuse() -> list[ifaddr.Adapter]:
        asked.set()
        raise OSError("no network")

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)

    async with Advertiser(Advert("id", "Nest", "1", 8766), host="0.0.0.0") as advertiser:
        await asked.wait()

        assert advertiser.name == ""


@pytest.mark.parametrize(
    ("name", "label"),
    [("", "MediaNest"), ("\x00\n", "MediaNest"), ("ü" * 60, "ü" * 29), (" Nest ", "Nest")],
)
def test_a_name_fits_into_a_label(name: str, label: str) -> None:
    assert mdns.label(name) == label
