import asyncio
import importlib.util
from typing import Any

import httpx2
import pytest
from litestar import Litestar, get
from litestar.params import FromPath
from tests.infra.logged import Logged
from tests.support.raw_http import RawServer, answer, raw_server

from medianest.infra.problems import Failure
from medianest.infra.telemetry import telemetry


def failure() -> Failure:
    raised = ValueError("no luck with https://me:hunter2@host/")
    return Failure("request-0001", 500, "x", "d", "GET", "/a/1", "/a/{id}", raised)


def sent_to(server: RawServer) -> str:
    return "".join(unpacked(*request.split(b"\r\n\r\n", 1)) for request in server.requests)


def unpacked(head: bytes, body: bytes) -> str:
    packings = [
        line.split(b": ", 1)[1]
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-encoding:")
    ]
    packed = [(b"content-encoding", packing) for packing in packings]
    return httpx2.Response(200, headers=packed, content=body).content.decode(errors="replace")


def test_without_settings_nothing_is_loaded() -> None:
    with telemetry(version="1", instance_id="abc") as hooks:
        hooks.record(failure())

        assert (hooks.sentry, hooks.tracer) == (None, None)


async def test_a_failure_reaches_sentry_without_its_secrets() -> None:
    async with raw_server(answer()) as server:
        dsn = server.url.replace("http://", "http://key@") + "/1"
        await asyncio.to_thread(_report, dsn)

    said = sent_to(server)
    assert "request-0001" in said
    assert "no luck with https://host/" in said
    assert "hunter2" not in said


def _report(dsn: str) -> None:
    with telemetry(sentry_dsn=dsn, version="1", instance_id="abc") as hooks:
        hooks.record(failure())


async def test_requests_become_spans_named_by_their_route() -> None:
    @get("/films/{film:int}")
    async def show(film: FromPath[int]) -> int:
        return film

    app = Litestar([show], openapi_config=None, logging_config=None)
    async with raw_server(answer()) as server:
        await asyncio.to_thread(_trace, server.url, app)

    said = sent_to(server)
    assert "GET /films/{film}" in said
    assert "/films/42" not in said


def _trace(endpoint: str, app: Litestar) -> None:
    with telemetry(otlp_endpoint=endpoint, version="1", instance_id="abc") as hooks:
        asyncio.run(_ask(hooks.traced(app)))


async def _ask(traced: Any) -> None:
    transport = httpx2.ASGITransport(traced)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        await client.get("/films/42")


def test_a_missing_extra_is_told_with_its_remedy(
    logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with telemetry(sentry_dsn="http://k@host/1", version="1", instance_id="abc") as hooks:
        assert hooks.sentry is None

    assert logged.lines[0]["fix"] == "pip install 'medianest[sentry]'"
