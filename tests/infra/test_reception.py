from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx2
import pytest
from litestar import Litestar, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody

from medianest.infra import problems
from medianest.infra.reception import OnlyJson, answering_heads
from medianest.kit.wire import Input


class Wish(Input, frozen=True):
    city: str = ""


Form = Annotated[Wish, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/wishes")
async def wishes() -> list[str]:
    return ["one", "two"]


@post("/wishes", status_code=200)
async def wish(data: JSONBody[Wish]) -> Wish:
    return data


@post("/form", status_code=200)
async def form(data: Form) -> Wish:
    return data


@post("/nothing", status_code=204)
async def nothing() -> None:
    """Read no body at all."""


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = Litestar(
        [wishes, wish, form, nothing],
        middleware=[OnlyJson()],
        exception_handlers=problems.exception_handlers(lambda _: None),
        openapi_config=None,
        logging_config=None,
    )
    transport = httpx2.ASGITransport(_any(answering_heads(app)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        yield client


def _any(app: Any) -> Any:
    return app


@pytest.mark.parametrize(
    "declared", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
async def test_a_body_that_is_declared_as_something_else_than_json_is_refused(
    client: httpx2.AsyncClient, declared: str
) -> None:
    answer = await client.post("/wishes", content=b"{}", headers={"Content-Type": declared})

    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/json"},
        {"Content-Type": "Application/JSON; charset=utf-8"},
        {"Content-Type": "application/merge-patch+json"},
    ],
)
async def test_json_is_read_and_so_is_what_declares_nothing(
    client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/wishes", content=b'{"city": "Ulm"}', headers=headers)

    assert (answer.status_code, answer.json()) == (200, {"city": "Ulm"})


async def test_a_route_that_reads_forms_or_nothing_is_not_concerned(
    client: httpx2.AsyncClient,
) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}

    assert (await client.post("/form", content=b"city=Ulm", headers=sent)).status_code == 200
    assert (await client.post("/nothing", content=b"", headers=sent)).status_code == 204


async def test_head_is_answered_like_get_without_a_body(client: httpx2.AsyncClient) -> None:
    full, head = await client.get("/wishes"), await client.head("/wishes")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == full.headers


async def test_head_of_what_has_no_get_is_refused_without_a_body(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.head("/form")

    assert (answer.status_code, answer.content) == (405, b"")
