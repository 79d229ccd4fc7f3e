"""Runs inside a network namespace: an appliance, its advertiser or beacon, or who looks for it."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Any

import msgspec
from zeroconf import IPVersion, ServiceListener, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from medianest.infra.beacon import Beacon, Rhythm
from medianest.infra.mdns import SERVICE_TYPE, Advert, Advertiser

FINGERPRINT = "5e" * 32


async def advertise(
    instance_id: str, name: str, host: str = "0.0.0.0", tls_port: str = "0"
) -> None:
    fingerprint = FINGERPRINT if tls_port != "0" else ""
    advert = Advert(instance_id, name, "1.2.3", 8766, int(tls_port), fingerprint)
    async with Advertiser(advert, host=host, every=timedelta(milliseconds=200)):
        await stopped()


async def beacon(address: str, tls_port: str = "") -> None:
    rhythm = Rhythm(every=timedelta(milliseconds=200), patience=timedelta(seconds=1))
    shining = asyncio.current_task()
    assert shining
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, shining.cancel)
    with suppress(asyncio.CancelledError):
        await Beacon(address, int(tls_port or 0) or None, rhythm).shine()


async def answer(
    port: str, name: str, host: str = "127.0.0.1", tls_port: str = "0", published: str = "0"
) -> None:
    """What an appliance says of itself, at ports that are published on this machine.

    `tls_port` is the one that it tells of, `published` the one that somebody listens on.
    """
    told = {"name": name, "instanceId": "0123456789ab", "version": "1.2.3", "setupOpen": False}
    tls = {"port": int(tls_port), "fingerprint": FINGERPRINT} if tls_port != "0" else None
    body = msgspec.json.encode({**told, "tls": tls})

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            asked = await reader.readuntil(b"\r\n\r\n")
            status = b"200 OK" if asked.startswith(b"GET /api/v1/info ") else b"404 Not Found"
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        writer.close()

    async with AsyncExitStack() as stack:
        for number in {int(port), int(published)} - {0}:
            # None is every address of either protocol.
            everywhere = None if host == "::" else host
            await stack.enter_async_context(await asyncio.start_server(say, everywhere, number))
        print("listening", flush=True)
        await stopped()


async def browse() -> None:
    running = AsyncZeroconf(interfaces=["192.168.77.2"], ip_version=IPVersion.V4Only)
    browser = AsyncServiceBrowser(running.zeroconf, SERVICE_TYPE, listener=Teller())
    await stopped()
    await browser.async_cancel()
    await running.async_close()


class Teller(ServiceListener):
    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._tell("added", zc, type_, name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._tell("updated", zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._tell("removed", zc, type_, name)

    def _tell(self, what: str, zc: Zeroconf, type_: str, name: str) -> None:
        told: dict[str, Any] = {"what": what, "name": name.removesuffix(f".{type_}")}
        info = AsyncServiceInfo(type_, name)
        if info.load_from_cache(zc):
            told["addresses"] = info.parsed_addresses()
            told["properties"] = info.decoded_properties
            told["port"] = info.port
        print(msgspec.json.encode(told).decode(), flush=True)


async def stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["advertise", *words]:
            asyncio.run(advertise(*words))
        case ["beacon", *words]:
            asyncio.run(beacon(*words))
        case ["answer", *words]:
            asyncio.run(answer(*words))
        case ["browse"]:
            asyncio.run(browse())
