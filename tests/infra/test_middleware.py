import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from litestar import Litestar, Request, WebSocket, get, websocket
from litestar.params import FromPath
from litestar.response import Stream
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send
from tests.infra.logged import Logged

from medianest.infra import correlation, metrics, problems
from medianest.infra.middleware import RequestTimeout, cors, doorway

SENT = "client-sent-0001"
SHORT = timedelta(milliseconds=200)


@get("/who")
async def who(request: Request[Any, Any, Any]) -> dict[str, str]:
    host = request.client.host if request.client else ""
    return {"client": host, "scheme": request.url.scheme, "id": correlation.current()}


@get("/hooks/{secret:str}")
async def hook(secret: FromPath[str]) -> None:
    assert secret


@get("/slow")
async def slow() -> None:
    await asyncio.Event().wait()


@get("/patient", opt={"request_timeout": None})
async def patient() -> str:
    await asyncio.sleep(SHORT.total_seconds() * 2)
    return "done"


@get("/stream")
async def stream() -> Stream:
    async def slowly() -> AsyncIterator[str]:
        yield "first "
        await asyncio.sleep(SHORT.total_seconds() * 2)
        yield "last"

    return Stream(slowly())


@get("/broken-stream")
async def broken_stream() -> Stream:
    async def breaking() -> AsyncIterator[str]:
        yield "first"
        raise ValueError

    return Stream(breaking())


@get("/health")
async def health() -> str:
    return "ok"


@websocket("/socket")
async def socket(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    await socket.send_text(correlation.current())
    await socket.close()


HANDLERS = [who, hook, slow, patient, stream, broken_stream, health, socket]


def build(within: timedelta = timedelta(minutes=1), **options: Any) -> Litestar:
    return Litestar(
        HANDLERS,
        exception_handlers=problems.exception_handlers(lambda _: None),
        middleware=[RequestTimeout(within)],
        openapi_config=None,
        logging_config=None,
        **options,
    )


def caller(app: Any, *, address: str = "192.168.1.9") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, client=(address, 1), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://nest")


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with caller(doorway(build())) as client:
        yield client


@pytest.fixture
async def hasty() -> AsyncIterator[httpx2.AsyncClient]:
    """One whose requests may take no longer than a moment."""
    async with caller(doorway(build(SHORT))) as client:
        yield client


async def test_a_well_formed_correlation_id_is_taken_over(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/who", headers={"X-Correlation-Id": SENT})

    assert answer.headers["x-correlation-id"] == answer.json()["id"] == SENT


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "has space inside", "<script>ab", "a\tbcdefgh"]
)
async def test_another_correlation_id_is_replaced(client: httpx2.AsyncClient, sent: str) -> None:
    answer = await client.get("/who", headers={"X-Correlation-Id": sent})

    assert correlation.is_well_formed(answer.headers["x-correlation-id"])
    assert answer.headers["x-correlation-id"] != sent


async def test_requests_at_the_same_time_keep_their_own_id(client: httpx2.AsyncClient) -> None:
    sent = [f"request-number-{number}" for number in range(20)]

    answers = await asyncio.gather(
        *(client.get("/who", headers={"X-Correlation-Id": one}) for one in sent)
    )

    assert [answer.json()["id"] for answer in answers] == sent
    assert correlation.current() == ""


async def test_every_request_is_one_log_line_with_its_id(
    client: httpx2.AsyncClient, logged: Logged
) -> None:
    await client.get("/who?token=hunter2", headers={"X-Correlation-Id": SENT})

    [line] = logged.events("request")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/who", 200)
    assert (line["client"], line["correlation_id"]) == ("192.168.1.9", SENT)
    assert "hunter2" not in logged.text


async def test_an_unknown_path_is_logged_and_has_an_id_too(
    client: httpx2.AsyncClient, logged: Logged
) -> None:
    answer = await client.get("/nowhere")

    [line] = logged.events("request")
    assert (line["path"], line["status"]) == ("/nowhere", 404)
    assert line["correlation_id"] == answer.headers["x-correlation-id"]


async def test_a_secret_in_the_path_is_not_logged(
    client: httpx2.AsyncClient, logged: Logged
) -> None:
    await client.get("/hooks/hunter2")

    assert logged.events("request")[0]["path"] == "/hooks/{secret}"
    assert "hunter2" not in logged.text


async def test_what_machines_ask_all_the_time_is_not_logged(
    client: httpx2.AsyncClient, logged: Logged
) -> None:
    await client.get("/health")

    assert logged.events("request") == []


async def test_requests_are_counted_by_route_and_strangers_paths_together(
    client: httpx2.AsyncClient,
) -> None:
    await client.get("/hooks/one")
    await client.get("/hooks/two")
    await client.get("/made-up-by-a-stranger")

    counted = metrics.rendered().decode()
    assert 'route="/hooks/{secret}",status="200"' in counted
    assert 'method="",route="unknown",status="404"' in counted
    assert "/hooks/one" not in counted
    assert "stranger" not in counted


async def test_an_answer_that_does_not_begin_in_time_is_given_up(
    hasty: httpx2.AsyncClient,
) -> None:
    answer = await hasty.get("/slow")

    assert (answer.status_code, answer.json()["code"]) == (503, "timed_out")


@pytest.mark.parametrize(("path", "text"), [("/patient", "done"), ("/stream", "first last")])
async def test_a_patient_route_and_a_begun_answer_may_take_longer(
    hasty: httpx2.AsyncClient, path: str, text: str
) -> None:
    answer = await hasty.get(path)

    assert (answer.status_code, answer.text) == (200, text)


async def test_the_configured_headers_are_on_every_answer() -> None:
    async with caller(doorway(build(SHORT), headers=[(b"x-frame-options", b"DENY")])) as client:
        answers = [await client.get(path) for path in ("/who", "/nowhere", "/slow")]

    assert [answer.headers["x-frame-options"] for answer in answers] == ["DENY"] * 3


async def test_a_crash_outside_of_the_framework_is_still_a_problem_answer(logged: Logged) -> None:
    async def crash(_: Scope, __: Receive, ___: Send) -> None:
        raise ValueError("password=hunter2")

    async with caller(doorway(crash)) as client:
        answer = await client.get("/")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["correlationId"] == answer.headers["x-correlation-id"]
    assert "hunter2" not in answer.text + logged.text
    assert len(logged.events("request_crashed")) == 1


async def test_an_answer_that_breaks_half_way_cuts_the_connection(logged: Logged) -> None:
    app: Any = doorway(build())
    transport = httpx2.ASGITransport(app, raise_app_exceptions=True)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        with pytest.raises(Exception, match="after response started"):
            await client.get("/broken-stream")

    assert len(logged.events("request_crashed")) == 1


FORWARDED = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.0.0.2", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("trusted", "peer", "client", "scheme"),
    [
        ((), "10.0.0.1", "10.0.0.1", "http"),
        (("10.0.0.0/8",), "10.0.0.1", "203.0.113.7", "https"),
        (("10.0.0.0/8",), "::ffff:10.0.0.1", "203.0.113.7", "https"),
        (("10.0.0.1", "10.0.0.2"), "10.0.0.1", "203.0.113.7", "https"),
        (("10.0.0.0/8",), "192.168.1.9", "192.168.1.9", "http"),
    ],
    ids=["none trusted", "trusted proxy", "over IPv6", "single addresses", "stranger claims"],
)
async def test_only_a_trusted_proxy_may_say_who_the_client_is(
    trusted: tuple[str, ...], peer: str, client: str, scheme: str
) -> None:
    app = doorway(build(), trusted_proxies=trusted)
    async with caller(app, address=peer) as asking:
        answer = await asking.get("/who", headers=FORWARDED)

    assert (answer.json()["client"], answer.json()["scheme"]) == (client, scheme)


async def test_other_origins_are_let_in_only_when_configured() -> None:
    origin = {"Origin": "https://board.example"}
    async with caller(doorway(build())) as closed:
        without = await closed.get("/who", headers=origin)
    configured = doorway(build(cors_config=cors(["https://board.example"])))
    async with caller(configured) as opened:
        allowed = await opened.get("/who", headers=origin)
        stranger = await opened.get("/who", headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in without.headers
    assert allowed.headers["access-control-allow-origin"] == "https://board.example"
    assert "access-control-allow-origin" not in stranger.headers


def test_a_socket_has_an_id_and_a_line_at_its_end(logged: Logged) -> None:
    app: Any = doorway(build())
    with (
        TestClient(app) as client,
        client.websocket_connect("/socket", headers={"X-Correlation-Id": SENT}) as opened,
    ):
        said = opened.receive_text()

    assert said == SENT
    assert logged.events("websocket_closed")[0]["correlation_id"] == SENT
