from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from litestar import Litestar, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader
from litestar.response import Stream

from medianest.infra.caching import TaggedCompression

BOOKS = {"shelf": ["a book"] * 200}


@get("/books")
async def books() -> dict[str, list[str]]:
    return BOOKS


@get("/own-tag")
async def own_tag() -> Response[str]:
    return Response("x", headers={"ETag": '"mine"', "Cache-Control": "public, max-age=60"})


@get("/secret", cache_control=CacheControlHeader(no_store=True))
async def secret() -> str:
    return "token"


@get("/stream")
async def stream() -> Stream:
    async def slowly() -> AsyncIterator[str]:
        yield "first "
        yield "last"

    return Stream(slowly())


@get("/missing", status_code=404)
async def missing() -> str:
    return "nothing"


@post("/books", status_code=200)
async def add() -> str:
    return "added"


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app: Any = Litestar(
        [books, own_tag, secret, stream, missing, add],
        compression_config=CompressionConfig("gzip", middleware_class=TaggedCompression),
        openapi_config=None,
        logging_config=None,
    )
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        yield client


async def test_what_is_read_is_private_and_has_a_tag(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/books")

    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["etag"].startswith('W/"')
    assert answer.json() == BOOKS


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
async def test_who_has_it_already_gets_304_without_a_body(
    client: httpx2.AsyncClient, form: str
) -> None:
    tag = (await client.get("/books")).headers["etag"]

    answer = await client.get("/books", headers={"If-None-Match": form.format(tag)})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_tag_is_the_same_however_the_body_is_encoded(
    client: httpx2.AsyncClient, encoding: str
) -> None:
    tag = (await client.get("/books", headers={"Accept-Encoding": "identity"})).headers["etag"]
    asked = {"Accept-Encoding": encoding, "If-None-Match": tag}

    assert (await client.get("/books", headers=asked)).status_code == 304


async def test_another_content_is_sent_in_full(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/books", headers={"If-None-Match": 'W/"old"'})

    assert (answer.status_code, answer.json()) == (200, BOOKS)


async def test_a_tag_and_a_rule_of_the_route_are_left_alone(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/own-tag")

    assert answer.headers["etag"] == '"mine"'
    assert answer.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["/secret", "/missing"])
async def test_what_is_not_to_be_kept_has_no_tag(client: httpx2.AsyncClient, path: str) -> None:
    assert "etag" not in (await client.get(path)).headers


async def test_a_stream_is_passed_on_unchanged(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/stream")

    assert answer.text == "first last"
    assert "etag" not in answer.headers


async def test_what_changes_something_has_no_tag(client: httpx2.AsyncClient) -> None:
    assert "etag" not in (await client.post("/books")).headers
