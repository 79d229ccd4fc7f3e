"""Ask the appliance who it is, say so on the home network, fall silent when it has gone."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import httpx2
import msgspec
import structlog

from medianest.infra.mdns import Advert, Advertiser, lan_places

log = structlog.get_logger()

_ANSWER_SECONDS = 5
_USUAL_PORTS = {"http": 80, "https": 443}
# A port that is published listens on every address of the host, and always on IPv4.
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - where the port is, not where we listen
_ON_BOTH = "::"


class _Tls(msgspec.Struct, frozen=True):
    port: int
    fingerprint: str


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    instance_id: str
    version: str
    tls: _Tls | None = None
    api: str = "/api/v1"


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is there to announce, and for which addresses of this machine."""

    advert: Advert
    host: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the appliance is asked and addresses are looked at; when it is given up."""

    every: timedelta = timedelta(seconds=20)
    # Longer than a restart: who looks meanwhile shall still find the page that says "starting".
    patience: timedelta = timedelta(minutes=5)


class Beacon:
    """Announces the appliance at `address` under that address's port, on this machine's networks.

    `tls_port` is the published one of its TLS, if the appliance itself does not know it. Raises
    ValueError for an address that is none.
    """

    def __init__(
        self, address: str, tls_port: int | None = None, rhythm: Rhythm | None = None
    ) -> None:
        self._address = address.rstrip("/")
        self._parts = urlsplit(self._address)
        self._port = _port(self._parts)
        self._tls_port = tls_port
        self._rhythm = rhythm or Rhythm()
        self._announcing = AsyncExitStack()
        self._shown: _Sight | None = None
        self._seen: _Sight | None = None
        self._heard = 0.0
        self._reason = ""

    async def shine(self) -> None:
        """Announce for as long as the appliance answers; ends only by being cancelled."""
        async with httpx2.AsyncClient(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            try:
                while True:
                    await self._look(client)
                    await asyncio.sleep(self._rhythm.every.total_seconds())
            finally:
                await self._announcing.aclose()

    async def _look(self, client: httpx2.AsyncClient) -> None:
        info = await self._ask(client)
        now = asyncio.get_running_loop().time()
        if info is not None:
            self._heard = now
            sight = await self._sight(info)
            # Seen twice: while an appliance starts, one of its ports is there before the other.
            if self._shown is None or sight == self._seen:
                await self._show(sight)
            self._seen = sight
        elif now - self._heard > self._rhythm.patience.total_seconds():
            await self._show(None)

    async def _ask(self, client: httpx2.AsyncClient) -> _Info | None:
        try:
            answer = await client.get(f"{self._address}/api/v1/info")
            answer.raise_for_status()
            info = msgspec.json.decode(answer.content, type=_Info)
        except (httpx2.HTTPError, msgspec.DecodeError) as wrong:
            self._complain(f"{type(wrong).__name__}: {wrong}")
            return None
        self._reason = ""
        return info

    async def _sight(self, info: _Info) -> _Sight:
        tls_port, fingerprint = await self._tls(info.tls)
        advert = Advert(
            info.instance_id, info.name, info.version, self._port, tls_port, fingerprint, info.api
        )
        return _Sight(advert, await _published_on(tls_port or self._port))

    async def _tls(self, told: _Tls | None) -> tuple[int, str]:
        if self._parts.scheme == "https":
            # A proxy stands in front, with a certificate of its own.
            return self._port, ""
        port = self._tls_port or (told.port if told else 0)
        # Not every port that a container has is published.
        if told is None or not await _answers(self._parts.hostname or "", port):
            return 0, ""
        return port, told.fingerprint

    async def _show(self, sight: _Sight | None) -> None:
        if sight == self._shown:
            return
        await self._announcing.aclose()
        self._shown = sight
        if sight is None:
            log.warning("beacon_silent", appliance=self._address, reason=self._reason)
            return
        told = sight.advert
        log.info(
            "beacon_shines",
            appliance=self._address,
            name=told.name,
            port=told.port,
            tls_port=told.tls_port,
        )
        await self._announcing.enter_async_context(
            Advertiser(told, host=sight.host, every=self._rhythm.every)
        )

    def _complain(self, reason: str) -> None:
        if not self._reason:
            log.info("appliance_does_not_answer", appliance=self._address, reason=reason)
        self._reason = reason


def _port(parts: SplitResult) -> int:
    if parts.scheme not in _USUAL_PORTS or not parts.hostname:
        raise ValueError(f"{parts.geturl()!r} is no address such as http://127.0.0.1:8766")
    return parts.port or _USUAL_PORTS[parts.scheme]


async def _published_on(port: int) -> str:
    """What the port is bound to, as far as it can be told from here."""
    for place in lan_places(_ON_BOTH):
        if place.ip.version == 6 and await _answers(place.scoped, port):  # noqa: PLR2004 - IPv6
            return _ON_BOTH
    return _EVERYWHERE


async def _answers(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
