"""An appliance that speaks the documented protocol in this process, and fails when told to."""

import asyncio
import secrets
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from aiohttp import web
from tests.desktop.net.authorities import Authority
from tests.support.ports import free_port

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.pairing import code_of
from medianest_desktop.net.proof import proof_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def problem(status: int, code: str, **headers: str) -> web.Response:
    body = {"status": status, "code": code, "detail": code, "title": code}
    return web.json_response(
        body, status=status, content_type="application/problem+json", headers=headers
    )


@dataclass
class _Attempt:
    id: UUID
    commit: str
    nonce: bytes
    client_nonce: bytes = b""
    confirmed: bool = False


@dataclass
class StandIn:
    """One appliance; `fail` maps a path to the answer it gives instead, `seen` holds requests."""

    folder: Path
    authority: Authority = field(default_factory=Authority.new)
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    name: str = "Living Room"
    protocol: int = 1
    oldest_client: str = "0.1.0"
    tls: bool = True
    host: str = "127.0.0.1"
    port: int = 0
    interval: float = 0.02
    expires_in: float = 600
    context: ssl.SSLContext | None = None
    ca_pem: str = ""
    tls_port_told: int = 0
    tokens: set[str] = field(default_factory=set)
    devices: dict[str, str] = field(default_factory=dict)
    """Which token it remembers of which device, for its proof over plain http."""
    fail: dict[str, web.Response] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    attempts: dict[UUID, _Attempt] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def address(self) -> Address:
        return Address("https" if self.tls else "http", self.host, self.port)

    @property
    def bearers(self) -> list[str]:
        """Every token that was sent here."""
        return [bearer for _, _, bearer in self.seen if bearer]

    def count(self, path: str) -> int:
        return sum(seen == path for _, seen, _ in self.seen)

    async def asked(self, path: str, times: int) -> None:
        """Return once `path` has been asked for so often."""
        async with asyncio.timeout(60), self._heard:
            await self._heard.wait_for(lambda: self.count(path) >= times)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> Self:
        if self.tls:
            self.context = self.context or self.authority.context(self.folder, self.id)
        app = web.Application(middlewares=[self._watch])
        app.router.add_get("/api/v1/info", self._info)
        app.router.add_get("/api/v1/ca.pem", self._ca)
        app.router.add_get("/api/v1/auth/session", self._session)
        app.router.add_post("/api/v1/auth/logout", self._logout)
        app.router.add_post("/api/v1/auth/device/proof", self._prove)
        app.router.add_post("/api/v1/auth/pairing/start", self._start)
        app.router.add_post("/api/v1/auth/pairing/reveal", self._reveal)
        app.router.add_post("/api/v1/auth/pairing/token", self._token)
        app.router.add_delete("/api/v1/auth/pairing/{id}", self._give_up)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        context = self.context if self.tls else None
        # Where it listens once, it listens again after a stop: nobody else may get there between.
        self.port = self.port or free_port()
        await web.TCPSite(self._runner, self.host, self.port, ssl_context=context).start()
        return self

    async def stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def confirm(self, code: str) -> bool:
        """What the dashboard does with the code that a person has typed."""
        fingerprint = self.authority.fingerprint if self.tls else ""
        for attempt in self.attempts.values():
            nonces = (attempt.client_nonce, attempt.nonce)
            if attempt.client_nonce and code == code_of(fingerprint, *nonces, attempt.id):
                attempt.confirmed = True
                return True
        return False

    @web.middleware
    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.seen.append((request.method, request.path, bearer))
        async with self._heard:
            self._heard.notify_all()
        await asyncio.sleep(self.slow.get(request.path, 0))
        told = self.fail.get(request.path) or self.fail.get("*")
        if told is not None:
            return web.Response(body=told.body, status=told.status, headers=told.headers)
        return await handler(request)

    async def _info(self, _: web.Request) -> web.Response:
        port = self.tls_port_told or (self.port if self.tls else 0)
        tls = {"port": port, "fingerprint": self.authority.fingerprint} if port else None
        info = {
            "instanceId": self.id,
            "name": self.name,
            "version": "0.1.0",
            "oldestClient": self.oldest_client,
            "protocol": self.protocol,
            "tls": tls,
            "api": "/api/v1",
            "setupOpen": False,
        }
        return web.json_response(info)

    async def _ca(self, _: web.Request) -> web.Response:
        return web.Response(text=self.ca_pem or self.authority.pem)

    async def _session(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if bearer not in self.tokens:
            return problem(401, "not_signed_in")
        return web.json_response({"user": {"id": "1", "name": "Ada"}})

    async def _prove(self, request: web.Request) -> web.Response:
        asked = await request.json()
        token = self.devices.get(asked["deviceId"])
        if token is None:
            return problem(404, "device_unknown")
        challenge = bytes.fromhex(asked["challenge"])
        return web.json_response({"proof": proof_of(token, asked["deviceId"], challenge)})

    async def _logout(self, request: web.Request) -> web.Response:
        self.tokens.discard(request.headers["Authorization"].removeprefix("Bearer "))
        return web.Response(status=204)

    async def _start(self, request: web.Request) -> web.Response:
        asked = await request.json()
        attempt = _Attempt(uuid4(), asked["commit"], secrets.token_bytes(32))
        self.attempts[attempt.id] = attempt
        begun = {
            "pairingId": str(attempt.id),
            "nonce": attempt.nonce.hex(),
            "expiresIn": self.expires_in,
            "interval": self.interval,
        }
        return web.json_response(begun, status=201)

    async def _reveal(self, request: web.Request) -> web.Response:
        asked = await request.json()
        attempt = self.attempts[UUID(asked["pairingId"])]
        nonce = bytes.fromhex(asked["nonce"])
        if sha256(nonce).hexdigest() != attempt.commit:
            return problem(409, "commit_broken")
        attempt.client_nonce = nonce
        return web.Response(status=204)

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.json()
        attempt = self.attempts.get(UUID(asked["pairingId"]))
        if attempt is None:
            return problem(410, "pairing_ended")
        if not attempt.confirmed:
            return web.json_response({"state": "waiting"})
        token = f"mnd_{secrets.token_urlsafe(32)}"
        self.tokens = {token}
        person = {"id": "1", "name": "Ada"}
        paired: dict[str, Any] = {"state": "paired", "token": token, "deviceId": "d1"}
        return web.json_response({**paired, "person": person})

    async def _give_up(self, request: web.Request) -> web.Response:
        self.attempts.pop(UUID(request.match_info["id"]), None)
        return web.Response(status=204)
