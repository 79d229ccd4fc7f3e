from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import httpx2
import msgspec
import pytest
from litestar import Litestar, WebSocket, get, post, websocket
from litestar.di import NamedDependency, Provide
from litestar.exceptions import (
    HTTPException,
    PermissionDeniedException,
    WebSocketDisconnect,
)
from litestar.params import FromPath, JSONBody
from litestar.testing import TestClient

from medianest.infra import problems
from medianest.infra.middleware import BODY_LIMIT, doorway
from medianest.infra.problems import Failure
from medianest.kit.errors import ConflictError, MediaNestError, OutsideError, TooManyRequestsError
from medianest.kit.wire import Input

SECRET = "the password is hunter2"


class Place(Input, frozen=True):
    city: str
    floor: int = 0


class Wish(Input, frozen=True):
    url: str
    place: Place | None = None


class AlreadyAddedError(ConflictError):
    code = "already_added"


class _LongGoneError(asyncpg.InterfaceError):
    pass


async def _connect_to_nothing() -> None:
    await asyncpg.connect("postgresql://me@127.0.0.1:1/x", timeout=5)


async def _connect_to_no_socket() -> None:
    await asyncpg.connect("postgresql://me@/x?host=/nowhere", timeout=5)


async def _raise(failure: Exception) -> None:
    raise failure


def _raises(failure: Exception) -> Callable[[], Awaitable[None]]:
    return lambda: _raise(failure)


FAILURES: dict[str, Callable[[], Awaitable[None]]] = {
    "conflict": _raises(AlreadyAddedError("It is there already", existingId="42")),
    "slow-down": _raises(TooManyRequestsError(retryAfter=7)),
    "outside": _raises(OutsideError("Plex is gone")),
    "bug": _raises(ValueError(SECRET)),
    "framework-bug": _raises(HTTPException(SECRET, status_code=500)),
    "teapot": _raises(HTTPException(status_code=418)),
    "forbidden": _raises(PermissionDeniedException()),
    "undecodable": _raises(msgspec.DecodeError("JSON is malformed")),
    "unstorable": _raises(asyncpg.CharacterNotInRepertoireError("0x00")),
    "untranslatable": _raises(asyncpg.UntranslatableCharacterError("\\u0000")),
    "connection-lost": _raises(asyncpg.ConnectionDoesNotExistError("gone")),
    "shut-down": _raises(asyncpg.AdminShutdownError("bye")),
    "disk-full": _raises(asyncpg.DiskFullError("no space left")),
    "pool-closed": _raises(_LongGoneError("pool is closing")),
    "misused": _raises(_LongGoneError("another operation is in progress")),
    "own-file-missing": _raises(FileNotFoundError("/etc/secret")),
    "refused": _connect_to_nothing,
    "no-socket": _connect_to_no_socket,
}


@get("/fail/{what:str}")
async def fail(what: FromPath[str]) -> None:
    await FAILURES[what]()


@get("/hooks/{secret:str}")
async def hook(secret: FromPath[str]) -> None:
    raise ValueError(secret)


@post("/wishes")
async def wish(data: JSONBody[Wish]) -> Wish:
    return data


@post("/shadowed", dependencies={"url": Provide(lambda: "", sync_to_thread=False)})
async def shadowed(data: JSONBody[Wish], url: NamedDependency[str]) -> None:
    assert data.url != url


@get("/number/{number:int}")
async def number(number: FromPath[int]) -> int:
    return number


@websocket("/socket")
async def socket(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    raise ValueError(SECRET)


@pytest.fixture
def recorded() -> list[Failure]:
    return []


@pytest.fixture
def app(recorded: list[Failure]) -> Litestar:
    return Litestar(
        [fail, hook, wish, shadowed, number, socket],
        exception_handlers=problems.exception_handlers(recorded.append),
        after_exception=[problems.websocket_failures(recorded.append)],
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        logging_config=None,
    )


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx2.AsyncClient]:
    wrapped: Any = doorway(app)
    transport = httpx2.ASGITransport(wrapped)
    async with httpx2.AsyncClient(transport=transport, base_url="http://nest") as client:
        yield client


def told(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["correlationId"] == answer.headers["x-correlation-id"]
    assert problem["type"] == f"urn:medianest:problem:{problem['code']}"
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in answer.text
    assert SECRET not in answer.text
    return problem


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("conflict", 409, "already_added"),
        ("slow-down", 429, "too_many_requests"),
        ("teapot", 418, "im_a_teapot"),
        ("forbidden", 403, "forbidden"),
        ("undecodable", 400, "bad_input"),
        ("unstorable", 400, "bad_input"),
        ("untranslatable", 400, "bad_input"),
    ],
)
async def test_an_expected_failure_keeps_its_status_and_is_not_recorded(
    client: httpx2.AsyncClient, recorded: list[Failure], what: str, status: int, code: str
) -> None:
    problem = told(await client.get(f"/fail/{what}"))

    assert (problem["status"], problem["code"]) == (status, code)
    assert recorded == []


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("outside", 502, "outside_failed"),
        ("bug", 500, "internal_error"),
        ("framework-bug", 500, "internal_error"),
        ("misused", 500, "internal_error"),
        ("own-file-missing", 500, "internal_error"),
        ("connection-lost", 503, "database_unavailable"),
        ("shut-down", 503, "database_unavailable"),
        ("disk-full", 503, "disk_full"),
        ("pool-closed", 503, "database_unavailable"),
        ("refused", 503, "database_unavailable"),
        ("no-socket", 503, "database_unavailable"),
    ],
)
async def test_a_failure_on_our_side_is_recorded_with_its_place(
    client: httpx2.AsyncClient, recorded: list[Failure], what: str, status: int, code: str
) -> None:
    problem = told(await client.get(f"/fail/{what}"))

    assert (problem["status"], problem["code"]) == (status, code)
    [failure] = recorded
    assert (failure.status, failure.code, failure.method) == (status, code, "GET")
    assert (failure.path, failure.route) == (f"/fail/{what}", "/fail/{what}")
    assert failure.correlation_id == problem["correlationId"]


async def test_a_secret_in_the_path_is_not_recorded(
    client: httpx2.AsyncClient, recorded: list[Failure]
) -> None:
    await client.get("/hooks/hunter2")

    assert recorded[0].path == "/hooks/{secret}"


async def test_further_members_and_the_wait_are_passed_on(client: httpx2.AsyncClient) -> None:
    conflict = await client.get("/fail/conflict")
    slow_down = await client.get("/fail/slow-down")

    assert conflict.json()["existingId"] == "42"
    assert conflict.json()["detail"] == "It is there already"
    assert slow_down.headers["retry-after"] == "7"


async def test_an_unknown_path_and_a_wrong_method_are_problems_too(
    client: httpx2.AsyncClient,
) -> None:
    unknown = await client.get("/nowhere")
    wrong_type = await client.get("/number/one")
    wrong_method = await client.delete("/wishes")

    assert told(unknown)["code"] == told(wrong_type)["code"] == "not_found"
    assert told(wrong_method)["code"] == "method_not_allowed"
    assert "POST" in wrong_method.headers["allow"]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (b"{}", "url", "missing required field"),
        (b'{"url": 5}', "url", "Expected `str`, got `int`"),
        (b'{"url": "x", "colour": "red"}', "colour", "unknown field"),
        (b'{"url": "x", "place": {}}', "place.city", "missing required field"),
        (b'{"url": "x", "place": {"city": 1}}', "place.city", "Expected `str`, got `int`"),
    ],
)
async def test_bad_input_names_the_field(
    client: httpx2.AsyncClient, body: bytes, field: str, message: str
) -> None:
    problem = told(await client.post("/wishes", content=body))

    assert (problem["status"], problem["code"]) == (400, "bad_input")
    [wrong] = problem["errors"]
    assert wrong["field"] == field
    assert message in wrong["message"]


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"url":"\xff"}', b"[" * 5000])
async def test_what_is_no_json_is_bad_input(client: httpx2.AsyncClient, body: bytes) -> None:
    problem = told(await client.post("/wishes", content=body))

    assert (problem["status"], problem["code"]) == (400, "bad_input")


async def test_a_wrong_field_that_is_called_like_a_dependency_is_bad_input(
    client: httpx2.AsyncClient, recorded: list[Failure]
) -> None:
    problem = told(await client.post("/shadowed", json={"url": 1}))

    assert problem["status"] == 400
    assert [wrong["field"] for wrong in problem["errors"]] == ["url"]
    assert recorded == []


async def test_a_body_that_announces_too_much_is_refused(client: httpx2.AsyncClient) -> None:
    problem = told(await client.post("/wishes", content=b"x" * (BODY_LIMIT + 1)))

    assert (problem["status"], problem["code"]) == (413, "too_large")


async def test_a_body_that_grows_too_large_is_refused(client: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 50_000

    problem = told(await client.post("/wishes", content=endless()))

    assert (problem["status"], problem["code"]) == (413, "too_large")


def test_a_crashed_socket_is_recorded(app: Litestar, recorded: list[Failure]) -> None:
    with (
        TestClient(app) as client,
        client.websocket_connect("/socket") as opened,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        opened.receive()

    assert SECRET not in closed.value.detail
    assert [(failure.path, failure.status) for failure in recorded] == [("/socket", 500)]


def test_a_document_survives_any_member() -> None:
    failure = MediaNestError(where=object(), when=FAILURES)

    assert msgspec.json.decode(problems.document(failure))["code"] == "internal_error"
