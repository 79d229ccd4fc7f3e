"""Addresses: every notation that resolvers accept, and whether one lies on the public internet."""

import ipaddress
import socket
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Python counts these as global, and nobody should be sent there.
_NOT_FOR_US = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv4Network("100.64.0.0/10"),
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def parse(host: str) -> Address | None:
    """The address that `host` spells, None if it is a name.

    Takes what C libraries take: `127.1`, `0x7f000001`, `0177.0.0.1`, `2130706433`.
    """
    bare = host.removeprefix("[").removesuffix("]").rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if ":" in bare or not bare[:1].isascii() or not bare[:1].isdigit():
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except OSError:
        return None


def is_public(address: Address) -> bool:
    """Whether `address`, and every address tunnelled in it, is one of the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return _is_public_v4(address)
    if address.scope_id is not None:
        return False
    tunnelled = list(_tunnelled(address))
    if tunnelled:
        return all(_is_public_v4(inner) for inner in tunnelled)
    return address in _GLOBAL_UNICAST and address.is_global and not address.is_multicast


def _is_public_v4(address: ipaddress.IPv4Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special and not any(address in net for net in _NOT_FOR_US)


def _tunnelled(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    low = int(address) & 0xFFFF_FFFF
    if address in _NAT64 or address in _V4_COMPATIBLE:
        yield ipaddress.IPv4Address(low)
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        yield ipaddress.IPv4Address(low)
