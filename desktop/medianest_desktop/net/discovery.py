"""Finds appliances on the local network (`_medianest._tcp.local.`)."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

import ifaddr
import structlog
import zeroconf
from msgspec import Struct, structs
from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from medianest_desktop.bell import Bell
from medianest_desktop.net import trust
from medianest_desktop.net.addresses import Address, Scheme
from medianest_desktop.tasks import Tasks

log = structlog.get_logger()

SERVICE_TYPE = "_medianest._tcp.local."
_RESOLVE_MILLISECONDS = 3000
_CLOSE_SECONDS = 3
_NAP_SECONDS = 10
_DIGITS = 5
# A household has few; who announces more wants to be in the way.
_MOST = 64
_MOST_HOSTS = 8

Interfaces = Sequence[str] | InterfaceChoice


class Found(Struct, frozen=True):
    """An appliance as it announces itself: nothing of it is proven yet.

    `hosts` has the newest address first; link-local IPv6 carries its scope.
    """

    id: str
    name: str
    version: str
    protocol: int
    scheme: Scheme
    port: int
    fingerprint: str
    hosts: tuple[str, ...]
    api: str
    plain_port: int = 0

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where to try it, the newest first."""
        return self.by(self.scheme)

    def by(self, scheme: Scheme) -> tuple[Address, ...]:
        """Where it serves `scheme`; nowhere, if it has not told the port."""
        port = self.port if scheme == self.scheme else self.plain_port
        if not port or (scheme == "https" and self.scheme == "http"):
            return ()
        return tuple(Address(scheme, host, port) for host in self.hosts)


class Discovery:
    """Listens while inside, from before there is a network, and across its changes.

    `interfaces` are all, or addresses of the ones to use.
    """

    def __init__(
        self,
        *,
        interfaces: Interfaces = InterfaceChoice.All,
        every: timedelta = timedelta(seconds=2),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._interfaces = interfaces
        self._every = every.total_seconds()
        self._clock = clock
        self._announced: dict[str, Found] = {}
        self._heard_at: frozenset[str] = frozenset()
        self._tasks = Tasks()
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self.changed = Bell()
        """Rings when an appliance has come, gone or moved."""
        self.network_changed = Bell()
        """Rings when this machine has got or lost an address, or has slept."""

    @property
    def found(self) -> tuple[Found, ...]:
        """The appliances that are announced now; two may bear one name, or claim one id."""
        unique: dict[tuple[str, str, str, int], Found] = {}
        for each in self._announced.values():
            key = (each.id, each.fingerprint, each.scheme, each.port)
            unique[key] = _together(unique[key], each) if key in unique else each
        return tuple(sorted(unique.values(), key=lambda each: (each.name.lower(), each.id)))

    def addresses_of(self, appliance_id: str, scheme: Scheme) -> tuple[Address, ...]:
        """Where somebody announces this id; whether it is the one, TLS has to prove."""
        return tuple(
            address for each in self.found if each.id == appliance_id for address in each.by(scheme)
        )

    async def __aenter__(self) -> Self:
        self._tasks.start(self._follow_network(), name="discovery")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._tasks.stop()
        await self._stop()

    async def _follow_network(self) -> None:
        complained = False
        seen = self._clock()
        while True:
            # The clock on the wall goes on while the machine sleeps, the loop's own does not.
            before, seen = seen, self._clock()
            if seen - before > self._every + _NAP_SECONDS:
                log.info("woke_up", seconds=round(seen - before))
                self.network_changed.ring()
            try:
                await self._fit_network()
                complained = False
            except (OSError, zeroconf.Error) as failure:
                # Before there is any network not even loopback may be there: it comes.
                if not complained:
                    log.warning("discovery_unavailable", reason=repr(failure))
                complained = True
                await self._stop()
            await asyncio.sleep(self._every)

    async def _fit_network(self) -> None:
        own = _own_addresses()
        if not own:
            return
        if self._zeroconf is None:
            await self._start()
        elif own != self._heard_at:
            await self._zeroconf.async_update_interfaces()
        else:
            return
        self._heard_at = own
        log.info("discovery_listens", addresses=sorted(own))
        self.network_changed.ring()

    async def _start(self) -> None:
        self._zeroconf = self._listen()
        await self._zeroconf.zeroconf.async_wait_for_start()
        self._browser = AsyncServiceBrowser(
            self._zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._heard]
        )

    def _listen(self) -> AsyncZeroconf:
        if not isinstance(self._interfaces, InterfaceChoice):
            return AsyncZeroconf(interfaces=list(self._interfaces))
        try:
            return AsyncZeroconf(interfaces=self._interfaces, ip_version=IPVersion.All)
        except OSError:
            # A system on which IPv6 was switched off has no such sockets.
            return AsyncZeroconf(interfaces=self._interfaces, ip_version=IPVersion.V4Only)

    async def _stop(self) -> None:
        running, self._zeroconf = self._zeroconf, None
        browser, self._browser = self._browser, None
        self._heard_at = frozenset()
        # On a network that is gone this must not take for ever.
        with suppress(OSError, zeroconf.Error, TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                if browser is not None:
                    await browser.async_cancel()
                if running is not None:
                    await running.async_close()

    def _heard(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            if self._announced.pop(name, None) is not None:
                self.changed.ring()
            return
        self._tasks.start(self._resolve(zeroconf, service_type, name), name="discovery-resolve")

    async def _resolve(self, running: Zeroconf, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        with suppress(zeroconf.Error):  # closed meanwhile
            await info.async_request(running, _RESOLVE_MILLISECONDS)
        found = _understood(info)
        if found is None or self._announced.get(name) == found:
            return
        if name not in self._announced and len(self._announced) >= _MOST:
            return
        self._announced[name] = found
        log.info("appliance_found", id=found.id, name=found.name, hosts=found.hosts)
        self.changed.ring()


def _understood(info: AsyncServiceInfo) -> Found | None:
    told = info.decoded_properties
    # An address of the link without its scope leads nowhere.
    hosts = tuple(
        host
        for host in info.parsed_scoped_addresses(IPVersion.All)
        if not host.startswith("fe80:") or "%" in host
    )
    appliance_id = told.get("id") or ""
    if not trust.is_id(appliance_id) or not hosts or not info.port:
        return None
    return Found(
        id=appliance_id,
        name=told.get("name") or info.get_name(),
        version=told.get("ver") or told.get("version") or "",
        protocol=_number(told.get("v")),
        scheme="https" if told.get("proto") == "https" else "http",
        port=info.port,
        fingerprint=(told.get("fp") or "").lower(),
        hosts=hosts[:_MOST_HOSTS],
        api=told.get("api") or "/api/v1",
        plain_port=_number(told.get("port")),
    )


def _number(text: str | None) -> int:
    # isdecimal() is true for digits of every script, and int() reads them all.
    return int(text) if text and len(text) <= _DIGITS and text.isdecimal() else 0


def _together(one: Found, other: Found) -> Found:
    return structs.replace(one, hosts=tuple(dict.fromkeys((*other.hosts, *one.hosts))))


def _own_addresses() -> frozenset[str]:
    return frozenset(
        f"{adapter.index}|{ip.ip[0] if ip.is_IPv6 else ip.ip}"
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    )
