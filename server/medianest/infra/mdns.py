"""Says on the local network that this appliance is here (`_medianest._tcp.local.`)."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType
from typing import Self

import ifaddr
import structlog
import zeroconf
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from medianest.infra.interfaces import is_inner
from medianest.infra.tasks import Tasks

log = structlog.get_logger()

SERVICE_TYPE = "_medianest._tcp.local."
# 63 bytes are allowed; a conflict appends "-2" and so on.
_NAME_BYTES = 58
_GOODBYE_SECONDS = 3
# Grows when older programs could no longer make sense of what is told.
_TXT_VERSION = "1"
# Networks of containers, virtual machines and tunnels: nobody of the household sits there.
_VIRTUAL = (
    "br-",
    "cali",
    "cni",
    "docker",
    "flannel",
    "lxc",
    "podman",
    "tailscale",
    "tap",
    "tun",
    "utun",
    "vboxnet",
    "vethernet",
    "veth",
    "virbr",
    "virtualbox",
    "vmnet",
    "vmware",
    "wg",
    "zt",
)


@dataclass(frozen=True, slots=True)
class Advert:
    """What is told about the appliance: nothing secret, nobody's name.

    `port` answers plain HTTP, `tls_port` TLS unless it is 0; programs know the latter's authority
    by its `fingerprint`, and where that is empty by those that their system trusts.
    """

    instance_id: str
    name: str
    version: str
    port: int
    tls_port: int = 0
    fingerprint: str = ""
    api: str = "/api/v1"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An address of this machine, and the interface that carries it."""

    index: int
    address: str

    @property
    def ip(self) -> IPv4Address | IPv6Address:
        """The address as a number."""
        return ip_address(self.address)

    @property
    def scoped(self) -> str:
        """The address as this machine itself connects to it."""
        return f"{self.address}%{self.index}" if self.ip.is_link_local else self.address

    @property
    def interface(self) -> str | int:
        """What zeroconf binds to: the address, for IPv6 the interface's number."""
        return self.address if self.ip.version == 4 else self.index  # noqa: PLR2004 - IP version


class Advertiser:
    """Advertises while inside; follows the machine's addresses, and never fails its caller.

    `host` is what the server is bound to: loopback alone is not advertised, 0.0.0.0 has no IPv6.
    """

    def __init__(
        self, advert: Advert, *, host: str, every: timedelta = timedelta(seconds=20)
    ) -> None:
        self._advert = advert
        self._host = host
        self._every = every.total_seconds()
        self._tasks = Tasks()
        self._places: list[Place] = []
        self._zeroconf: AsyncZeroconf | None = None
        self._info: AsyncServiceInfo | None = None
        self._complained = False

    @property
    def name(self) -> str:
        """The name as advertised, after a conflict another than asked for; empty while silent."""
        return self._info.name.removesuffix(f".{SERVICE_TYPE}") if self._info else ""

    async def __aenter__(self) -> Self:
        # In the background: probing for conflicts takes a second or two.
        self._tasks.start(self._follow_addresses(), name="mdns")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._tasks.stop()
        await self._fall_silent()

    async def _follow_addresses(self) -> None:
        while True:
            try:
                await self._advertise(lan_places(self._host))
                self._complained = False
            except (OSError, zeroconf.Error) as failure:
                self._complain(failure)
                await self._fall_silent()
            await asyncio.sleep(self._every)

    async def _advertise(self, places: list[Place]) -> None:
        if places == self._places:
            return
        if not places:
            await self._fall_silent()
        elif self._zeroconf is None or self._info is None:
            await self._begin(places)
        else:
            await self._move(self._zeroconf, self._info.name, places)
        self._places = places
        log.info("mdns_advertised", name=self.name, addresses=[place.address for place in places])

    async def _begin(self, places: list[Place]) -> None:
        self._zeroconf = AsyncZeroconf(
            interfaces=[place.interface for place in places], ip_version=_ip_version(places)
        )
        info = self._describe(f"{label(self._advert.name)}.{SERVICE_TYPE}", places)
        announced = await self._zeroconf.async_register_service(info, allow_name_change=True)
        await announced
        self._info = info

    async def _move(self, running: AsyncZeroconf, name: str, places: list[Place]) -> None:
        interfaces = [place.interface for place in places]
        await running.async_update_interfaces(interfaces, _ip_version(places))
        self._info = self._describe(name, places)
        announced = await running.async_update_service(self._info)
        await announced

    def _describe(self, name: str, places: list[Place]) -> AsyncServiceInfo:
        advert = self._advert
        return AsyncServiceInfo(
            SERVICE_TYPE,
            name,
            port=advert.tls_port or advert.port,
            server=f"medianest-{advert.instance_id}.local.",
            addresses=[place.ip.packed for place in places],
            properties=told(advert),
        )

    async def _fall_silent(self) -> None:
        running, self._zeroconf = self._zeroconf, None
        self._info, self._places = None, []
        if running is None:
            return
        # Closing says goodbye first; on a network that is gone this must not take for ever.
        with suppress(OSError, zeroconf.Error):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await running.async_close()

    def _complain(self, failure: Exception) -> None:
        if not self._complained:
            log.warning("mdns_unavailable", reason=repr(failure))
        self._complained = True


def told(advert: Advert) -> dict[str, str]:
    """What the announcement says beside address and port, by name."""
    return {
        "id": advert.instance_id,
        "name": advert.name,
        "v": _TXT_VERSION,
        "ver": advert.version,
        "api": advert.api,
        "proto": "https" if advert.tls_port else "http",
        "fp": advert.fingerprint,
        "port": str(advert.port),
    }


def label(name: str) -> str:
    """The appliance's name as it fits into an announcement."""
    printable = "".join(letter for letter in name if letter.isprintable()).strip()
    return printable.encode()[:_NAME_BYTES].decode(errors="ignore").strip() or "MediaNest"


def lan_places(host: str) -> list[Place]:
    """The addresses at which the household reaches a server bound to `host`, in a stable order."""
    bound = _bound_to(host)
    if bound is None or bound.is_loopback:
        return []
    places = _private_places(ifaddr.get_adapters())
    if bound.is_unspecified:
        # Most systems serve IPv4 on the IPv6 wildcard too.
        return sorted(place for place in places if place.ip.version <= bound.version)
    return sorted(place for place in places if place.ip == bound)


def _bound_to(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _private_places(adapters: Iterable[ifaddr.Adapter]) -> list[Place]:
    found = []
    for adapter in adapters:
        if _is_virtual(adapter) or adapter.index is None:
            continue
        for entry in adapter.ips:
            place = Place(adapter.index, str(entry.ip[0] if entry.is_IPv6 else entry.ip))
            if place.ip.is_private and not place.ip.is_loopback:
                found.append(place)
    return found


def _is_virtual(adapter: ifaddr.Adapter) -> bool:
    # By what it leads to as well, where the system tells: bridges may be called anything.
    return adapter.nice_name.lower().startswith(_VIRTUAL) or is_inner(adapter.nice_name)


def _ip_version(places: list[Place]) -> zeroconf.IPVersion:
    versions = {place.ip.version for place in places}
    if versions == {4}:
        return zeroconf.IPVersion.V4Only
    return zeroconf.IPVersion.V6Only if versions == {6} else zeroconf.IPVersion.All
