"""A publisher with a key, a release page that answers, and a client that listens to it."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medianest_desktop.updates import News, Source, Updates
from medianest_desktop.updates.news import CONTEXT

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)


@dataclass
class Publisher:
    """Signs what it likes, and puts it where the client looks."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    file: bytes = b""
    asked: int = 0
    address: str = ""

    @property
    def key(self) -> str:
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    def sign(self, **claims: str) -> bytes:
        """A file about a release, as the documentation describes it."""
        said = {
            "program": "medianest-desktop",
            "version": "0.2.0",
            "released": NOON.isoformat(),
            "page": "https://example.org/releases/0.2.0",
            **claims,
        }
        payload = json.dumps(said).encode()
        parts = {"payload": payload, "signature": self.private.sign(CONTEXT + payload)}
        return json.dumps({k: base64.b64encode(v).decode() for k, v in parts.items()}).encode()

    def publish(self, **claims: str) -> None:
        self.file = self.sign(**claims)

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(body=self.file)

    async def send_to_open_line(self, request: web.Request) -> web.Response:
        # This machine under a name that is none of loopback's usual ones.
        raise web.HTTPFound(f"http://[::ffff:127.0.0.1]:{request.url.port}/latest.json")


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    made = Publisher()
    app = web.Application()
    app.router.add_get("/latest.json", made.answer)
    app.router.add_get("/open-line", made.send_to_open_line)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    made.address = f"http://{host}:{port}/latest.json"
    yield made
    await runner.cleanup()


@dataclass
class Listener:
    """A client of version 0.1.0 and what it was told."""

    updates: Updates
    told: list[News]


@pytest.fixture
def listener(publisher: Publisher, tmp_path: Path) -> Listener:
    told: list[News] = []

    async def tell(news: News) -> None:
        told.append(news)

    source = Source(publisher.address, (publisher.key,))
    updates = Updates(
        lambda: source, tell, tmp_path, version="0.1.0", now=lambda: NOON + timedelta(days=30)
    )
    return Listener(updates, told)
