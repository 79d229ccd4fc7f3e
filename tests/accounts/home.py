"""A small household for tests: the real slice in a real app, on a clock that stands still."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from argon2 import PasswordHasher
from litestar import Litestar, WebSocket, get, post, websocket
from litestar.di import NamedDependency

from medianest.accounts import Principal
from medianest.accounts.feature import Accounts
from medianest.accounts.guards import principal_of, requires, signed_in
from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.accounts.queries.people import PersonRow
from medianest.infra.database import fetchval
from medianest.infra.tls import marked
from medianest.kit.ids import new_id

BASE = "/api/v1"
CA = bytes(range(32))
PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Clock:
    """A clock that moves only when told to."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


@get("/open", opt={"public": True})
async def for_everybody() -> str:
    return "welcome"


@get("/closed", guards=[signed_in])
async def for_people(me: NamedDependency[Principal]) -> str:
    return me.name


@post("/closed", guards=[signed_in], status_code=200)
async def change_something(me: NamedDependency[Principal]) -> str:
    return me.name


@get("/governed", guards=[requires("people.manage")])
async def for_managers(me: NamedDependency[Principal]) -> str:
    return me.name


@websocket("/watch", guards=[signed_in])
async def watch(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    await socket.send_text(principal_of(socket).name)
    await socket.close()


ROUTES = [for_everybody, for_people, change_something, for_managers, watch]


@dataclass
class Home:
    """The app, its services, its clock."""

    app: Litestar
    accounts: Accounts
    clock: Clock

    def client(
        self,
        *,
        address: str = "192.168.1.10",
        url: str = "http://nas:8766",
        own_tls: bool = False,
        **headers: str,
    ) -> httpx2.AsyncClient:
        """A browser or program at `address`, with a cookie jar of its own."""
        app: Any = marked(self.app) if own_tls else self.app
        transport = httpx2.ASGITransport(app=app, client=(address, 50_000))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx2.AsyncClient(transport=transport, base_url=url + BASE, headers=named)

    async def person(self, role: str = "member", name: str = "") -> str:
        """Somebody with the usual password; their e-mail address."""
        called = name or role
        row = PersonRow(
            id=new_id(),
            email=f"{called}@home.example",
            name=called,
            role=Role(role),
            created_at=self.clock(),
        )
        await people.add(row, password_hash=CHEAP.hash(PASSWORD))
        return row.email

    async def login(
        self,
        email: str,
        *,
        password: str = PASSWORD,
        address: str = "192.168.1.10",
        device: str = "",
    ) -> dict[str, Any]:
        """Sign in as a program; the answer."""
        wish = {"email": email, "password": password, "deviceName": device}
        async with self.client(address=address) as client:
            answer = await client.post("/auth/login", json=wish)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def program(self, role: str = "member", name: str = "") -> httpx2.AsyncClient:
        """A program in which somebody new is signed in."""
        return self.bearing((await self.login(await self.person(role, name)))["tokens"])

    def bearing(self, tokens: dict[str, Any]) -> httpx2.AsyncClient:
        """A program that presents the access token of `tokens`."""
        return self.client(Authorization=f"Bearer {tokens['accessToken']}")

    async def browser(self, role: str = "member", name: str = "") -> httpx2.AsyncClient:
        """A browser in which somebody new is signed in; it sends no CSRF header by itself."""
        client = self.client()
        wish = {"email": await self.person(role, name), "password": PASSWORD}
        answer = await client.post("/auth/login", json=wish)
        assert answer.status_code == 200, answer.text
        return client


async def warm_up() -> None:
    """Open connections beforehand: what waits for its first one does not happen at once."""
    await asyncio.gather(*(fetchval("SELECT pg_sleep(0.05)") for _ in range(8)))


async def open_socket(home: Home, headers: dict[str, str]) -> list[str]:
    """Open `/watch` as a browser at http://nas:8766 would; the kinds of messages that come."""
    sent: list[str] = []
    named = {"host": "nas:8766"} | headers
    scope: Any = {
        "type": "websocket",
        "path": f"{BASE}/watch",
        "raw_path": f"{BASE}/watch".encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "ws",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": ("192.168.1.10", 50_000),
        "server": ("nas", 8766),
        "subprotocols": [],
        "extensions": {},
    }

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"].removeprefix("websocket."))

    await home.app(scope, receive, send)
    return sent


def csrf(browser: httpx2.AsyncClient) -> dict[str, str]:
    """The header that our own page would send."""
    return {"X-CSRF-Token": browser.cookies["medianest_csrf"]}


def code_of(answer: httpx2.Response) -> str:
    """What the problem document calls the failure."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    code: str = answer.json()["code"]
    return code
