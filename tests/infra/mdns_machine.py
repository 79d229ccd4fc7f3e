"""Runs inside a network namespace: an appliance, its advertiser or beacon, or who looks for it."""

import asyncio
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
from zeroconf import IPVersion, ServiceListener, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from medianest.infra.beacon import Beacon, Rhythm
from medianest.infra.mdns import SERVICE_TYPE, Advert, Advertiser


async def advertise(instance_id: str, name: str, host: str = "0.0.0.0") -> None:
    advert = Advert(instance_id, name, "1.2.3", 8766)
    async with Advertiser(advert, host=host, every=timedelta(milliseconds=200)):
        await stopped()


async def beacon(address: str) -> None:
    rhythm = Rhythm(every=timedelta(milliseconds=200), patience=timedelta(seconds=1))
    shining = asyncio.current_task()
    assert shining
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, shining.cancel)
    with suppress(asyncio.CancelledError):
        await Beacon(address, rhythm).shine()


async def answer(port: str, name: str) -> None:
    """What an appliance says of itself, at a port that is published on this machine."""
    told = {"name": name, "instanceId": "0123456789ab", "version": "1.2.3", "setupOpen": False}
    body = msgspec.json.encode(told)

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        status = b"200 OK" if asked.startswith(b"GET /api/v1/info ") else b"404 Not Found"
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", int(port)):
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
        case ["beacon", address]:
            asyncio.run(beacon(address))
        case ["answer", port, name]:
            asyncio.run(answer(port, name))
        case ["browse"]:
            asyncio.run(browse())
