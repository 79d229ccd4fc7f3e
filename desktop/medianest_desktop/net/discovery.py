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
from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from medianest_desktop.bell import Bell
from medianest_desktop.net.addresses import Address, Scheme
from medianest_desktop.net.announcements import Announcements
from medianest_desktop.net.claim import holds
from medianest_desktop.net.found import Found, understood
from medianest_desktop.tasks import Tasks

__all__ = ["SERVICE_TYPE", "Discovery", "Found", "Interfaces"]

log = structlog.get_logger()

SERVICE_TYPE = "_medianest._tcp.local."
_RESOLVE_MILLISECONDS = 3000
_CLOSE_SECONDS = 3
_NAP_SECONDS = 10
_MOST_RESOLVING = 32
_MOST_ASKED_AT_ONCE = 8
_BROWSES_AGAIN_AFTER = 10

Interfaces = Sequence[str] | InterfaceChoice


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
        self._announced = Announcements()
        self._resolving = 0
        self._refused_at = 0.0
        self._asking = False
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
        return self._announced.listed

    def expect(self, appliance: Callable[[], str]) -> None:
        """Always keep a place for the appliance of this id; "" is none."""
        self._announced.expected = appliance

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
                await self._browse_again()
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
        self._browse(self._zeroconf)

    def _browse(self, running: AsyncZeroconf) -> None:
        self._browser = AsyncServiceBrowser(running.zeroconf, SERVICE_TYPE, handlers=[self._heard])

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
            if self._announced.remove(name):
                self.changed.ring()
            return
        info = AsyncServiceInfo(service_type, name)
        # Who announces properly has said it all at once.
        if info.load_from_cache(zeroconf):
            self._take(name, info)
        elif self._resolving < _MOST_RESOLVING:
            self._tasks.start(self._resolve(zeroconf, name, info), name="discovery-resolve")
        else:
            self._refused()

    async def _resolve(self, running: Zeroconf, name: str, info: AsyncServiceInfo) -> None:
        self._resolving += 1
        try:
            await info.async_request(running, _RESOLVE_MILLISECONDS)
        except zeroconf.Error:  # closed meanwhile
            return
        finally:
            self._resolving -= 1
        self._take(name, info)

    def _take(self, name: str, info: AsyncServiceInfo) -> None:
        found = understood(info)
        if found is None or self._announced.get(name) == found:
            return
        if not self._announced.add(name, found):
            self._refused()
            return
        self._sift()
        # Who floods the network shall flood neither the log nor those who listen: of a crowd they
        # hear once it has been sifted.
        if not self._announced.crowded or found.id == self._announced.expected():
            log.info("appliance_found", id=found.id, name=found.name, hosts=found.hosts)
            self.changed.ring()

    def _refused(self) -> None:
        self._refused_at = self._refused_at or time.monotonic()
        self._sift(always=True)

    def _sift(self, *, always: bool = False) -> None:
        if not self._asking and (always or self._announced.crowded):
            self._asking = True
            self._tasks.start(self._ask_all(), name="discovery-sift")

    async def _ask_all(self) -> None:
        """Ask whoever has not been asked, until all have: what is claimed may be nobody's."""
        try:
            while names := self._announced.unasked[:_MOST_ASKED_AT_ONCE]:
                asked = [(name, each) for name in names if (each := self._announced.get(name))]
                answers = await asyncio.gather(*(holds(each) for _, each in asked))
                for (name, each), answer in zip(asked, answers, strict=True):
                    self._announced.judge(name, each, holds=answer)
        finally:
            self._asking = False
            self.changed.ring()

    async def _browse_again(self) -> None:
        """Hear again of whom there was no place for."""
        waited = time.monotonic() - self._refused_at
        if not self._refused_at or self._asking or waited < _BROWSES_AGAIN_AFTER:
            return
        self._refused_at = 0.0
        if self._zeroconf is not None and self._browser is not None:
            await self._browser.async_cancel()
            self._browse(self._zeroconf)


def _own_addresses() -> frozenset[str]:
    return frozenset(
        f"{adapter.index}|{ip.ip[0] if ip.is_IPv6 else ip.ip}"
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    )
