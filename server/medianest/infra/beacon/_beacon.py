"""Ask the appliance who it is, say so on the home network, fall silent when it has gone."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import httpx2
import msgspec
import structlog

from medianest.infra.mdns import Advert, Advertiser

log = structlog.get_logger()

_ANSWER_SECONDS = 5
_USUAL_PORTS = {"http": 80, "https": 443}
# A port that is published listens on every address of the host, and always on IPv4.
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - where the port is, not where we listen


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    instance_id: str
    version: str
    api: str = "/api/v1"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the appliance is asked and addresses are looked at; when it is given up."""

    every: timedelta = timedelta(seconds=20)
    # Longer than a restart: who looks meanwhile shall still find the page that says "starting".
    patience: timedelta = timedelta(minutes=5)


class Beacon:
    """Announces the appliance at `address` under that address's port, on this machine's networks.

    Raises ValueError for an address that is none.
    """

    def __init__(self, address: str, rhythm: Rhythm | None = None) -> None:
        self._address = address.rstrip("/")
        self._parts = urlsplit(self._address)
        self._port = _port(self._parts)
        self._rhythm = rhythm or Rhythm()
        self._announcing = AsyncExitStack()
        self._shown: Advert | None = None
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
        told = await self._ask(client)
        now = asyncio.get_running_loop().time()
        if told is not None:
            self._heard = now
            await self._show(told)
        elif now - self._heard > self._rhythm.patience.total_seconds():
            await self._show(None)

    async def _ask(self, client: httpx2.AsyncClient) -> Advert | None:
        try:
            answer = await client.get(f"{self._address}/api/v1/info")
            answer.raise_for_status()
            info = msgspec.json.decode(answer.content, type=_Info)
        except (httpx2.HTTPError, msgspec.DecodeError) as wrong:
            self._complain(f"{type(wrong).__name__}: {wrong}")
            return None
        self._reason = ""
        tls = self._parts.scheme == "https"
        return Advert(info.instance_id, info.name, info.version, self._port, tls, info.api)

    async def _show(self, advert: Advert | None) -> None:
        if advert == self._shown:
            return
        await self._announcing.aclose()
        self._shown = advert
        if advert is None:
            log.warning("beacon_silent", appliance=self._address, reason=self._reason)
            return
        log.info("beacon_shines", appliance=self._address, name=advert.name, port=advert.port)
        await self._announcing.enter_async_context(
            Advertiser(advert, host=_EVERYWHERE, every=self._rhythm.every)
        )

    def _complain(self, reason: str) -> None:
        if not self._reason:
            log.info("appliance_does_not_answer", appliance=self._address, reason=reason)
        self._reason = reason


def _port(parts: SplitResult) -> int:
    if parts.scheme not in _USUAL_PORTS or not parts.hostname:
        raise ValueError(f"{parts.geturl()!r} is no address such as http://127.0.0.1:8766")
    return parts.port or _USUAL_PORTS[parts.scheme]
