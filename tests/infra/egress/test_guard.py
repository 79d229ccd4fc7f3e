"""Which hosts may be spoken to for a stranger."""

import ipaddress
from collections.abc import Sequence

import pytest

from medianest.infra.egress import (
    AddressRefusedError,
    EgressGuard,
    PortRefusedError,
    UnknownHostError,
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def names(**hosts: str | Sequence[str]) -> EgressGuard:
    """A guard for which `hosts` is all there is to look up (`_` stands for a dot)."""

    async def resolver(host: str, port: int) -> Sequence[Address]:
        found = hosts.get(host.replace(".", "_"), ())
        return [ipaddress.ip_address(one) for one in ([found] if isinstance(found, str) else found)]

    return EgressGuard(resolver=resolver)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "127.0.0.1.",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "::",
        "[::ffff:127.0.0.1]",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::192.168.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:7f00:1::",
        "2001:0:808:808:0:0:80ff:fffe",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2606:4700::5efe:10.0.0.1",
        "100::1",
    ],
)
async def test_no_notation_of_an_inner_address_passes(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        await EgressGuard().check(host, 80)


@pytest.mark.parametrize(
    "host",
    ["1.1.1.1", "0x08080808", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"],
)
async def test_public_addresses_pass(host: str) -> None:
    assert len(await EgressGuard().check(host, 443)) == 1


@pytest.mark.parametrize("host", ["", "a b", "a/b", "a\r\nb", "-x.org", "a..b", "%31", "x" * 300])
async def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        await EgressGuard().check(host, 80)


async def test_a_name_that_resolves_inward_is_refused() -> None:
    guard = names(evil_org="192.168.1.1", mixed_org=("10.0.0.1", "1.1.1.1"))

    with pytest.raises(AddressRefusedError):
        await guard.check("evil.org", 80)
    assert [str(one) for one in await guard.check("MIXED.org.", 80)] == ["1.1.1.1"]


async def test_an_unknown_name_is_told_apart() -> None:
    with pytest.raises(UnknownHostError):
        await names().check("nobody.example", 80)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_only_ports_of_web_sites_are_open(port: int) -> None:
    with pytest.raises(PortRefusedError):
        await EgressGuard().check("1.1.1.1", port)


@pytest.mark.parametrize(
    ("entry", "host", "port"),
    [
        ("192.168.1.5", "192.168.1.5", 8080),
        ("192.168.1.5:8080", "192.168.1.5", 8080),
        ("192.168.1.0/24", "192.168.1.77", 1234),
        ("192.168.1.0/24:81", "192.168.1.77", 81),
        ("127.0.0.1", "0x7f.1", 9),
        ("fd00::/8", "fd00::5", 80),
        ("fd00::5", "[fd00::5]", 80),
        ("[fd00::5]:81", "fd00::5", 81),
        ("NAS.lan", "nas.LAN", 8080),
        ("nas.lan:8080", "nas.lan", 8080),
    ],
)
async def test_the_owner_may_make_exceptions(entry: str, host: str, port: int) -> None:
    async def resolver(_: str, __: int) -> Sequence[Address]:
        return [ipaddress.ip_address("192.168.9.9")]

    assert await EgressGuard([entry], resolver=resolver).check(host, port)


@pytest.mark.parametrize(
    ("entry", "host", "port"),
    [
        ("192.168.1.5:8080", "192.168.1.5", 8081),
        ("192.168.1.5", "192.168.1.6", 80),
        ("nas.lan", "192.168.9.9", 80),
        ("nas.lan", "evil.nas.lan", 80),
    ],
)
async def test_an_exception_covers_nothing_else(entry: str, host: str, port: int) -> None:
    async def resolver(_: str, __: int) -> Sequence[Address]:
        return [ipaddress.ip_address("192.168.9.9")]

    with pytest.raises(AddressRefusedError):
        await EgressGuard([entry], resolver=resolver).check(host, port)
