import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest
from tests.support.raw_http import RawServer, answer, hangs, raw_server

from medianest.infra.http import (
    HttpClient,
    OutsideAnswerError,
    OutsideGarbageError,
    OutsideUnreachableError,
    Retries,
)
from medianest.infra.outside import BreakerSettings, BreakerState, Outside, OutsideTimeoutError

AT_ONCE = Retries(
    attempts=3,
    first_wait=timedelta(milliseconds=1),
    longest_wait=timedelta(milliseconds=2),
    jitter=timedelta(),
)


class Film(msgspec.Struct):
    title: str


FILM = answer(200, b'{"title": "Alien"}')


@asynccontextmanager
async def calling(
    server: RawServer, *, seconds: float = 10, max_bytes: int = 10_000
) -> AsyncIterator[tuple[HttpClient, Outside]]:
    outside = Outside(
        "films", timeout=timedelta(seconds=seconds), breaker=BreakerSettings(failures=100)
    )
    client = HttpClient(outside, server.url, retries=AT_ONCE, max_bytes=max_bytes)
    async with client:
        yield client, outside


async def test_an_answer_is_parsed_into_the_asked_type() -> None:
    async with raw_server(FILM) as server, calling(server) as (client, _):
        film = await client.get_json("/films/1", type=Film, params={"lang": "en", "page": None})

    assert film == Film("Alien")
    assert server.requests[0].startswith(b"GET /films/1?lang=en HTTP/1.1")


@pytest.mark.parametrize(
    "fault",
    [
        answer(503),
        answer(502),
        answer(429, b"{}", "Retry-After: 0"),
        b"",
        b"HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\nhalf of it",
    ],
    ids=["503", "502", "429", "hung up", "cut off"],
)
async def test_a_read_is_tried_again_after_a_passing_fault(fault: bytes) -> None:
    async with raw_server(fault, FILM) as server, calling(server) as (client, _):
        film = await client.get_json("/films/1", type=Film)

    assert film.title == "Alien"
    assert len(server.requests) == 2


async def test_a_read_gives_up_after_its_tries() -> None:
    async with raw_server(answer(503)) as server, calling(server) as (client, _):
        with pytest.raises(OutsideAnswerError) as refused:
            await client.get_json("/films/1", type=Film)

    assert refused.value.answered == 503
    assert len(server.requests) == AT_ONCE.attempts


@pytest.mark.parametrize("fault", [answer(503), b""], ids=["503", "hung up"])
async def test_a_write_is_never_tried_again(fault: bytes) -> None:
    async with raw_server(fault, FILM) as server, calling(server) as (client, _):
        with pytest.raises((OutsideAnswerError, OutsideUnreachableError)):
            await client.post_json("/films", {"title": "Alien"}, type=Film)

    assert len(server.requests) == 1
    assert server.requests[0].endswith(b'{"title":"Alien"}')


async def test_a_wait_that_is_too_long_is_passed_on_instead_of_waited() -> None:
    limited = answer(429, b"{}", "Retry-After: 3600")
    async with raw_server(limited) as server, calling(server) as (client, _):
        with pytest.raises(OutsideAnswerError) as refused:
            await client.get_json("/films/1", type=Film)

    assert refused.value.retry_after == timedelta(hours=1)
    assert len(server.requests) == 1


async def test_an_asked_wait_may_be_a_date_in_the_past() -> None:
    past = answer(503, b"{}", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT")
    async with raw_server(past, FILM) as server, calling(server) as (client, _):
        film = await client.get_json("/films/1", type=Film)

    assert film.title == "Alien"


@pytest.mark.parametrize(
    "garbage",
    [
        answer(200, b"<html>welcome</html>"),
        answer(200, b'{"name": "Alien"}'),
        answer(200, b""),
        answer(200, b"\xff\xfe"),
        answer(200, b"not gzip", "Content-Encoding: gzip"),
        answer(200, gzip.compress(b" " * 1_000_000), "Content-Encoding: gzip"),
        answer(200, b'{"title": "' + b"x" * 20_000 + b'"}'),
    ],
    ids=["html", "other shape", "empty", "no text", "bad gzip", "bomb", "too long"],
)
async def test_garbage_is_a_typed_error_and_counts_against_the_service(garbage: bytes) -> None:
    async with raw_server(garbage) as server, calling(server) as (client, outside):
        with pytest.raises(OutsideGarbageError):
            await client.get_json("/films/1", type=Film)

    assert outside._failures == 1
    assert len(server.requests) == 1


async def test_a_refusal_proves_that_the_service_is_up() -> None:
    async with raw_server(answer(404)) as server, calling(server) as (client, outside):
        with pytest.raises(OutsideAnswerError):
            await client.get_json("/films/1", type=Film)

    assert outside._failures == 0


async def test_a_redirect_is_not_followed() -> None:
    async with raw_server(FILM) as other:
        elsewhere = answer(302, b"", f"Location: {other.url}/films/1")
        async with raw_server(elsewhere) as server, calling(server) as (client, _):
            with pytest.raises(OutsideAnswerError) as refused:
                await client.get_json("/films/1", type=Film)

    assert refused.value.answered == 302
    assert other.requests == []


@pytest.mark.parametrize("path", ["http://127.0.0.1:1/x", "//127.0.0.1:1/x"])
async def test_a_path_cannot_lead_to_another_host(path: str) -> None:
    async with raw_server(FILM) as server, calling(server) as (client, _):
        with pytest.raises(ValueError, match="leads away"):
            await client.get_json(path, type=Film)


async def test_a_silent_service_times_out() -> None:
    async with raw_server(hangs) as server, calling(server, seconds=0.05) as (client, outside):
        with pytest.raises(OutsideTimeoutError):
            await client.post_json("/films", {}, type=Film)

    assert outside._failures == 1


async def test_a_refused_connection_opens_the_breaker() -> None:
    async with raw_server(FILM) as server:
        pass
    outside = Outside("films", breaker=BreakerSettings(failures=3))

    async with HttpClient(outside, server.url, retries=AT_ONCE) as client:
        with pytest.raises(OutsideUnreachableError):
            await client.get_json("/films/1", type=Film)

    assert outside.state is BreakerState.OPEN


async def test_environment_proxies_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async with raw_server(FILM) as server, calling(server) as (client, _):
        film = await client.get_json("/films/1", type=Film)

    assert film.title == "Alien"


async def test_any_method_can_be_sent_and_answers_raw() -> None:
    empty = answer(204, b"", "X-Thing: yes")
    async with raw_server(empty) as server, calling(server) as (client, _):
        got = await client.send("DELETE", "/films/1")

    assert (got.status, got.headers["x-thing"], got.body) == (204, "yes", b"")
    assert server.requests[0].startswith(b"DELETE /films/1 ")
