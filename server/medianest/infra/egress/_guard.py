"""Decides which hosts may be spoken to on behalf of somebody's input."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from medianest.infra.egress._addresses import Address, is_public, parse
from medianest.kit.errors import UnprocessableError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]

_NAME = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}(\.[a-z0-9_-]{1,63})*", re.ASCII)
_LONGEST_NAME = 253


class EgressRefusedError(UnprocessableError):
    """MediaNest does not fetch from there."""

    code = "egress_refused"
    reason: ClassVar[str] = "refused"


class AddressRefusedError(EgressRefusedError):
    """The host lies inside this home or is no public host at all."""

    code = "private_address"
    title = "That link leads into a private network, and MediaNest does not fetch from there"
    reason = "private_address"


class PortRefusedError(EgressRefusedError):
    """The port is none that web sites use."""

    code = "port_refused"
    title = "That link uses an unusual port, and MediaNest does not fetch from there"
    reason = "port_refused"


class UnknownHostError(EgressRefusedError):
    """No such host, or no name server that would know."""

    code = "unknown_host"
    title = "There is no site of that name"
    reason = "unknown_host"


@dataclass(frozen=True, slots=True)
class _Exception:
    """One entry of the owner's exceptions: a name or a network, for one port or all."""

    name: str
    network: Network | None
    port: int | None

    @classmethod
    def read(cls, entry: str) -> "_Exception":
        host, port = _split(entry.strip().lower())
        bare = host.removeprefix("[").removesuffix("]")
        try:
            return cls("", ipaddress.ip_network(bare, strict=False), port)
        except ValueError:
            return cls(bare.rstrip("."), None, port)

    def covers(self, host: str, address: Address, port: int) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is None:
            return self.name == host
        return address in self.network


class EgressGuard:
    """Lets through public hosts on the usual ports, and what `allowed_private` names.

    An entry is a host, an address or a network, with `:port` or for every port.
    """

    def __init__(
        self,
        allowed_private: Iterable[str] = (),
        *,
        ports: Iterable[int] = (80, 443),
        resolver: Resolver | None = None,
    ) -> None:
        self._exceptions = tuple(_Exception.read(entry) for entry in allowed_private)
        self._ports = frozenset(ports)
        self._resolve = resolver or resolve

    async def check(self, host: str, port: int) -> list[Address]:
        """The addresses of `host` that may be connected to; raises `EgressRefusedError`.

        The caller must connect to one of these and not resolve again.
        """
        name = _normal(host)
        literal = parse(name)
        addresses = [literal] if literal is not None else await self._resolve(name, port)
        if not addresses:
            raise UnknownHostError(f"There is no site named {name}.")
        excepted = [one for one in addresses if self._is_exception(name, one, port)]
        if excepted:
            return excepted
        public = [one for one in addresses if is_public(one)]
        if not public:
            raise AddressRefusedError
        if port not in self._ports:
            raise PortRefusedError
        return public

    def _is_exception(self, host: str, address: Address, port: int) -> bool:
        return any(entry.covers(host, address, port) for entry in self._exceptions)


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Ask the system's resolver; raises `UnknownHostError`."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(15):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise UnknownHostError(f"There is no site named {host}.") from unknown
    return [ipaddress.ip_address(where[0]) for *_, where in found]


def _normal(host: str) -> str:
    bare = host.strip().removeprefix("[").removesuffix("]").lower()
    if parse(bare) is not None:
        return bare.rstrip(".")
    try:
        # Full-width digits and dots become plain ones here, as they do in a browser.
        name = bare.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        name = bare if bare.isascii() else ""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise AddressRefusedError("That link names no host that MediaNest could ask.")
    return name


def _split(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    is_bare_v6 = entry.count(":") > 1 and not host.endswith("]")
    if not colon or is_bare_v6 or not port.isdigit():
        return entry, None
    return host, int(port)
