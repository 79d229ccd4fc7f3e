import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest
from litestar import Litestar
from tests.infra.logged import Logged

from medianest.infra import health, problems
from medianest.infra.health import Check, Checks
from medianest.infra.problems import DatabaseUnavailableError
from medianest.kit.errors import UnavailableError

SHORT = timedelta(milliseconds=200)
LONG = timedelta(minutes=1)
BASES = ["", "/api/v1"]


async def fine() -> str:
    return "4 of 10 connections"


async def down() -> None:
    raise UnavailableError("Postgres is starting")


async def disconnected() -> None:
    await asyncpg.connect("postgresql://me@127.0.0.1:1/x", timeout=5)


async def surprised() -> None:
    raise ValueError("password=hunter2")


async def silent() -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def asking(
    *,
    token: str = "",
    address: str = "127.0.0.1",
    within: timedelta = LONG,
    **checks: tuple[Check, bool],
) -> AsyncIterator[httpx2.AsyncClient]:
    known = Checks(within=within, fresh_for=timedelta(hours=1))
    for name, (check, required) in checks.items():
        known.add(name, check, required=required)
    app: Any = Litestar(
        health.routers(known, metrics_token=token),
        exception_handlers=problems.exception_handlers(lambda _: None),
        logging_config=None,
    )
    transport = httpx2.ASGITransport(app, client=(address, 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        yield client


@pytest.mark.parametrize("base", BASES)
async def test_the_process_lives_even_when_nothing_else_does(base: str) -> None:
    async with asking(database=(down, True)) as client:
        answer = await client.get(f"{base}/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": []})


@pytest.mark.parametrize("base", BASES)
async def test_ready_tells_every_check(base: str) -> None:
    async with asking(database=(fine, True), valkey=(down, False)) as client:
        answer = await client.get(f"{base}/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "warning",
        "checks": [
            {"name": "database", "status": "ok", "detail": "4 of 10 connections"},
            {"name": "valkey", "status": "warning", "detail": "Postgres is starting"},
        ],
    }


@pytest.mark.parametrize(
    ("check", "detail"),
    [
        (down, "Postgres is starting"),
        (silent, "no answer within 0.2 s"),
        (surprised, "see the log"),
        (disconnected, DatabaseUnavailableError.title),
    ],
)
async def test_a_failed_check_means_not_ready_and_gives_nothing_away(
    check: Check, detail: str
) -> None:
    # Whoever answers at all may take their time on a busy machine.
    within = SHORT if check is silent else LONG
    async with asking(within=within, database=(check, True), other=(fine, True)) as client:
        answer = await client.get("/ready")

    assert (answer.status_code, answer.json()["status"]) == (503, "failed")
    assert answer.json()["checks"][0] == {"name": "database", "status": "failed", "detail": detail}


async def test_only_a_change_is_logged(logged: Logged) -> None:
    broken = [ValueError(), ValueError()]

    async def mends_itself() -> None:
        if broken:
            raise broken.pop()

    checks = Checks(fresh_for=timedelta())
    checks.add("database", mends_itself)
    verdicts = [(await checks.run()).status for _ in range(4)]

    assert verdicts == ["failed", "failed", "ok", "ok"]
    assert [line["event"] for line in logged.lines] == ["check_failed", "check_recovered"]


async def test_many_who_ask_at_once_cause_one_check() -> None:
    asked = 0

    async def counting() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)

    async with asking(database=(counting, True)) as client:
        await asyncio.gather(*(client.get("/ready") for _ in range(20)))

    assert asked == 1


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
async def test_metrics_are_shown_to_this_machine(base: str, address: str) -> None:
    async with asking(address=address) as client:
        answer = await client.get(f"{base}/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "process_resident_memory_bytes" in answer.text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}),
        ("not-an-address", {}),
    ],
)
async def test_metrics_are_not_shown_to_others_without_a_token(
    address: str, headers: dict[str, str]
) -> None:
    async with asking(address=address) as client:
        answer = await client.get("/metrics", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("Bearer right", 200),
        ("Bearer wrong", 401),
        ("right", 401),
        ("Bearer ríght", 401),
        ("", 401),
    ],
)
async def test_with_a_token_everybody_needs_it(sent: str, status: int) -> None:
    async with asking(token="right") as client:
        answer = await client.get("/metrics", headers=[(b"authorization", sent.encode())])

    assert answer.status_code == status
