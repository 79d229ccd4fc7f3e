"""The doorway as Granian serves it, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
import stamina
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, post
from litestar.params import JSONBody
from tests.support.appliance import free_port

from medianest.infra import problems
from medianest.infra.middleware import BODY_LIMIT, RequestTimeout, doorway
from medianest.kit.wire import Input


class Wish(Input, frozen=True):
    url: str


@post("/wishes")
async def wish(data: JSONBody[Wish]) -> str:
    return data.url


async def until_it_answers(client: httpx2.AsyncClient) -> None:
    async for attempt in stamina.retry_context(
        on=httpx2.TransportError, attempts=None, timeout=60, wait_max=0.05
    ):
        with attempt:
            await client.get("/")


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app: Any = doorway(
        Litestar(
            [wish],
            exception_handlers=problems.exception_handlers(lambda _: None),
            middleware=[RequestTimeout()],
            request_max_body_size=BODY_LIMIT,
            openapi_config=None,
            logging_config=None,
        )
    )
    port = free_port()
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await until_it_answers(client)
            yield client
        stop: Callable[[], None] = server.stop
        stop()


async def test_twenty_megabytes_of_json_are_refused_and_the_server_goes_on(
    client: httpx2.AsyncClient,
) -> None:
    too_much = b'{"url": "' + b"x" * 20_000_000 + b'"}'

    refused = await client.post("/wishes", content=too_much)
    good = await client.post("/wishes", json={"url": "https://site/v"})

    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert (good.status_code, good.text) == (201, "https://site/v")


async def test_a_served_answer_carries_the_correlation_id_once(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/wishes", json={}, headers={"X-Correlation-Id": "request-0001"})

    assert answer.headers.get_list("x-correlation-id") == ["request-0001"]
    assert answer.json()["correlationId"] == "request-0001"
    assert answer.json()["errors"][0]["field"] == "url"
