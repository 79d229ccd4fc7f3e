"""The port answers from the first moment: people, probes, programs, and whoever talks nonsense."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import pytest
from tests.support.appliance import free_port

from medianest.infra.doorstep import Doorstep, Progress, doorstep
from medianest.infra.supervisor import OwnerMustActError


@dataclass
class Stage:
    port: int
    progress: Progress
    door: Doorstep

    async def says(self, raw: bytes) -> bytes:
        """All that it answers to `raw` until it hangs up, or we do."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    port, progress = free_port(), Progress()
    async with doorstep("127.0.0.1", port, progress) as door:
        yield Stage(port, progress, door)


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{stage.port}") as opened:
        yield opened


@pytest.mark.parametrize("path", ["/health", "/api/v1/health", "/medianest/health"])
async def test_whoever_asks_whether_it_lives_hears_yes(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": []})


async def test_whoever_asks_whether_it_is_ready_hears_what_it_does(
    client: httpx2.AsyncClient, stage: Stage
) -> None:
    stage.progress.say("upgrading_database", 0.409)

    answer = await client.get("/ready")

    check = {"name": "start", "status": "failed", "detail": "upgrading the database, 40 %"}
    assert answer.status_code == 503
    assert answer.json() == {"status": "failed", "checks": [check]}


async def test_programs_are_told_to_come_again(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/medianest/api/v1/auth/login", json={"email": "a"})

    assert (answer.status_code, answer.json()["code"]) == (503, "starting")
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "spielt eine Sicherung zurück"),
        ("en;q=0.5, de;q=0.4", "restoring a backup"),
        ("fr, ;q=x", "restoring a backup"),
    ],
)
async def test_people_get_a_page_in_their_language(
    client: httpx2.AsyncClient, stage: Stage, wanted: str, words: str
) -> None:
    stage.progress.say("restoring", 0.6)

    answer = await client.get("/downloads?page=2", headers={"Accept-Language": wanted})

    assert (answer.status_code, words in answer.text, "60 %" in answer.text) == (503, True, True)
    assert "//" not in answer.text.replace("// Nobody", "").replace("// A plain", "")


async def test_head_says_the_same_without_the_page(client: httpx2.AsyncClient) -> None:
    page, head = await client.get("/"), await client.head("/")

    assert head.content == b""
    assert head.headers["content-length"] == page.headers["content-length"]


async def test_one_connection_carries_several_requests(stage: Stage) -> None:
    request = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    upload = b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"

    answer = await stage.says(request + upload + request)

    assert answer.count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 40_000,
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_refused_and_hurts_nobody(
    stage: Stage, client: httpx2.AsyncClient, raw: bytes
) -> None:
    answer = await stage.says(raw)

    assert answer.startswith(b"HTTP/1.1 400")
    assert (await client.get("/health")).status_code == 200


async def test_a_target_that_is_no_address_gets_the_page(stage: Stage) -> None:
    answer = await stage.says(b"GET //[::1/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 503")


async def test_who_takes_it_for_a_proxy_is_refused_and_fills_no_log(stage: Stage) -> None:
    wrong: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))

    answer = await stage.says(b"CONNECT /health HTTP/1.1\r\nHost: x\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert wrong == []


async def test_who_waits_for_leave_to_upload_hears_no_at_once(stage: Stage) -> None:
    head = (
        b"POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)

    writer.write(head)
    answer = await reader.read()

    writer.close()
    assert answer.startswith(b"HTTP/1.1 503")


async def test_callers_who_say_nothing_keep_nobody_out(
    stage: Stage, client: httpx2.AsyncClient
) -> None:
    with ExitStack() as idle:
        for _ in range(200):
            silent = idle.enter_context(socket.create_connection(("127.0.0.1", stage.port)))
            silent.sendall(b"GET / HT")

        answer = await client.get("/health")

    assert answer.status_code == 200


MOST = 20


@pytest.fixture
async def narrow() -> AsyncIterator[int]:
    """The port of one that holds few callers."""
    port = free_port()
    async with doorstep("127.0.0.1", port, Progress(), most_callers=MOST):
        yield port


async def test_callers_who_say_nothing_make_room_for_a_browser(narrow: int) -> None:
    with ExitStack() as idle:
        for _ in range(3 * MOST):
            silent = idle.enter_context(socket.create_connection(("127.0.0.1", narrow)))
            silent.sendall(b"GET / HT")

        async with httpx2.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{narrow}/")

    assert (answer.status_code, "MediaNest" in answer.text) == (503, True)


async def test_a_crowd_at_one_address_pushes_out_nobody_at_another(narrow: int) -> None:
    elsewhere, sending = await asyncio.open_connection(
        "127.0.0.1", narrow, local_addr=("127.0.0.2", 0)
    )
    sending.write(b"GET /health HTTP/1.1\r\n")
    crowd = [await asyncio.open_connection("127.0.0.1", narrow) for _ in range(3 * MOST)]
    first, _ = crowd[0]
    pushed_out = await first.read()

    sending.write(b"Host: x\r\nConnection: close\r\n\r\n")
    answer = await elsewhere.read()

    assert (pushed_out, answer[:12]) == (b"", b"HTTP/1.1 200")
    for _, writer in [*crowd, (elsewhere, sending)]:
        writer.close()


async def test_once_closed_the_port_is_free_and_nobody_is_held(stage: Stage) -> None:
    wrong: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: wrong.append(told))
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)

    stage.door.close()
    await stage.door.gone()

    assert (await reader.read(), wrong) == (b"", [])
    writer.close()
    socket.create_server(("127.0.0.1", stage.port)).close()


async def test_a_port_that_somebody_has_is_refused(stage: Stage) -> None:
    with pytest.raises(OwnerMustActError, match=f"Cannot listen on 127.0.0.1:{stage.port}"):
        async with doorstep("127.0.0.1", stage.port, Progress()):
            pass


async def test_both_families_of_addresses_are_served() -> None:
    port = free_port()

    async with doorstep("::", port, Progress()), httpx2.AsyncClient() as client:
        for host in ("127.0.0.1", "[::1]"):
            assert (await client.get(f"http://{host}:{port}/health")).status_code == 200


async def test_where_others_answer_meanwhile_it_refuses_at_once() -> None:
    port = free_port()
    async with doorstep("127.0.0.1", port, Progress(), welcoming=False):
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        with socket.create_server(("127.0.0.1", port)):
            pass
