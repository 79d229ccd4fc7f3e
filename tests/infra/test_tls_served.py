"""The second port as Granian serves it: real sockets, real handshakes, a real renewal."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import msgspec
import pytest
import stamina
from litestar import Litestar, Request, WebSocket, get, websocket
from litestar.response import Stream
from tests.support.appliance import Appliance, free_port
from tests.support.doctor import told_of

from medianest.cli._secure import SecureDoor, secure_welcome
from medianest.cli._tls_port import holding_tls_port
from medianest.infra.doorstep import Progress
from medianest.infra.middleware import doorway
from medianest.infra.tls import Authority, authority, came_by_own_tls
from medianest.kit.clock import now
from medianest.settings import Settings, load

ID = "0123456789ab"
NAME = f"{ID}.medianest.invalid"
Asked = Request[Any, Any, Any]


@get("/me")
async def me(request: Asked) -> dict[str, Any]:
    return {
        "scheme": request.url.scheme,
        "client": request.client.host if request.client else "",
        "own": came_by_own_tls(request),
    }


@get("/slow")
async def slow() -> Stream:
    async def words() -> AsyncIterator[bytes]:
        yield b"begun "
        await asyncio.sleep(1)
        yield b"ended"

    return Stream(words())


@get("/endless")
async def endless() -> Stream:
    async def words() -> AsyncIterator[bytes]:
        yield b"begun"
        await asyncio.Event().wait()

    return Stream(words())


@websocket("/echo")
async def echo(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    await socket.send_text(f"{socket.url.scheme} {await socket.receive_text()}")
    await socket.close()


def app() -> Any:
    handlers = [me, slow, endless, echo]
    return doorway(Litestar(handlers, openapi_config=None, logging_config=None))


class Clock:
    """Shows the present, less so much."""

    def __init__(self, behind: timedelta = timedelta(0)) -> None:
        self.behind = behind

    def __call__(self) -> Any:
        return now() - self.behind


def trusting(known: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=known.pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(
        {
            "MEDIANEST__DATA_DIR": str(tmp_path),
            "MEDIANEST__SERVER__TLS_PORT": str(free_port()),
        }
    )


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return authority(tmp_path / "keys")


@asynccontextmanager
async def standing(
    settings: Settings, own: Authority, clock: Clock | None = None
) -> AsyncIterator[SecureDoor]:
    """The door, open, until the end."""
    with holding_tls_port(settings) as held:
        door = SecureDoor(
            held, own, ID, clock=clock or Clock(), look_every=timedelta(milliseconds=20)
        )
        async with door.leading_to(app()):
            door.open()
            async for attempt in stamina.retry_context(
                on=OSError, attempts=None, timeout=60, wait_max=0.05
            ):
                with attempt:
                    await serial(settings, own)
            yield door
            await door.close()


async def serial(settings: Settings, own: Authority) -> str:
    """The number of the certificate that is shown to who knows the authority."""
    _, writer = await asyncio.open_connection(
        "127.0.0.1", settings.server.tls_port, ssl=trusting(own), server_hostname=NAME
    )
    shown: dict[str, str] = writer.get_extra_info("peercert")
    writer.close()
    return shown["serialNumber"]


@pytest.fixture
async def session(settings: Settings, own: Authority) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that asks for the name that nobody can own, whatever the address."""
    base = f"https://127.0.0.1:{settings.server.tls_port}"
    connector = aiohttp.TCPConnector(ssl=trusting(own))
    async with aiohttp.ClientSession(base, connector=connector) as session:
        yield session


async def test_requests_are_secure_come_from_their_caller_and_are_known_as_ours(
    settings: Settings, own: Authority, session: aiohttp.ClientSession
) -> None:
    async with standing(settings, own):
        answer = await session.get("/me", server_hostname=NAME)
        told = await answer.json()

    assert told == {"scheme": "https", "client": "127.0.0.1", "own": True}
    # Browsers would hold every port of the address to it.
    assert "Strict-Transport-Security" not in answer.headers


async def test_a_websocket_passes(
    settings: Settings, own: Authority, session: aiohttp.ClientSession
) -> None:
    async with (
        standing(settings, own),
        session.ws_connect("/echo", server_hostname=NAME) as talk,
    ):
        await talk.send_str("hello")

        assert await talk.receive_str() == "wss hello"


async def test_a_renewal_shows_a_new_leaf_and_cuts_nobody_off(
    settings: Settings, own: Authority, session: aiohttp.ClientSession
) -> None:
    clock = Clock(behind=timedelta(days=340))
    async with standing(settings, own, clock):
        before = await serial(settings, own)
        answer = await session.get("/slow", server_hostname=NAME)
        clock.behind = timedelta(0)
        async for attempt in stamina.retry_context(
            on=AssertionError, attempts=None, timeout=60, wait_max=0.05
        ):
            with attempt:
                assert await serial(settings, own) != before

        assert await answer.text() == "begun ended"


async def test_the_key_of_the_leaf_is_on_no_disk(
    settings: Settings, own: Authority, tmp_path: Path
) -> None:
    async with standing(settings, own):
        async for attempt in stamina.retry_context(
            on=AssertionError, attempts=None, timeout=60, wait_max=0.05
        ):
            with attempt:
                assert names(tmp_path) == {"keys"}

        assert names(tmp_path / "keys") == {"appliance-ca.key", "appliance-ca.pem"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_nobody_is_let_in_once_it_is_closed(settings: Settings, own: Authority) -> None:
    async with standing(settings, own) as door:
        await door.close()

        with pytest.raises(OSError, match="Connect"):
            await serial(settings, own)


async def test_a_stream_without_an_end_does_not_keep_the_door_open(
    settings: Settings, own: Authority, session: aiohttp.ClientSession
) -> None:
    async with standing(settings, own) as door:
        answer = await session.get("/endless", server_hostname=NAME)

        await door.close()

        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_paired_programs_are_told_that_it_starts_until_it_has(
    settings: Settings, own: Authority, session: aiohttp.ClientSession
) -> None:
    with holding_tls_port(settings) as held:
        door = SecureDoor(held, own, ID)
        async with secure_welcome(held, Progress()) as early, door.leading_to(app()):
            starting = await session.get("/api/v1/info", server_hostname="localhost")
            code = (await starting.json(content_type=None))["code"]
            door.open(early)
            async for attempt in stamina.retry_context(
                on=AssertionError, attempts=None, timeout=60, wait_max=0.05
            ):
                with attempt:
                    answer = await session.get("/me", server_hostname="localhost")
                    assert answer.status == 200

            await door.close()

    assert (starting.status, code) == (503, "starting")


def test_a_port_that_somebody_has_is_left_to_them(settings: Settings) -> None:
    with (
        socket.create_server(("127.0.0.1", settings.server.tls_port)),
        holding_tls_port(settings) as held,
    ):
        assert held.server.tls_port == 0

    with holding_tls_port(settings) as held:
        assert held.server.tls_port == settings.server.tls_port


def test_a_worker_alone_has_no_port_with_tls(settings: Settings) -> None:
    server = msgspec.structs.replace(settings.server, roles=("worker",))
    worker = msgspec.structs.replace(settings, server=server)

    with holding_tls_port(worker) as held:
        assert held.server.tls_port == 0


def test_the_appliance_serves_on_when_another_program_has_the_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        appliance = Appliance(tmp_path, MEDIANEST__SERVER__TLS_PORT=taken).start()
        info = httpx2.get(f"{appliance.base_url}/api/v1/info").json()
        pem = httpx2.get(f"{appliance.base_url}/api/v1/ca.pem")
        said = told_of(appliance, "tls")

        assert appliance.stop() == 0

    assert info["tls"] is None
    assert (pem.status_code, pem.json()["code"]) == (404, "no_tls")
    assert "tls_port_taken" in appliance.log.read_text()
    assert said.startswith("failed")
