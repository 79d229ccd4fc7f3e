"""Live events over real sockets, served by the real server."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tests.notifications.house import House, Inhabitant
from tests.support.waiting import soon
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from medianest.accounts.permissions import Role
from medianest.infra.events import holders
from medianest.infra.events import people as only
from medianest.notifications.live.conversation import Pace

Frame = dict[str, Any]


@asynccontextmanager
async def watching(port: int, **options: Any) -> AsyncIterator[ClientConnection]:
    """A socket that has been greeted."""
    query = options.pop("query", "")
    address = f"ws://127.0.0.1:{port}/api/v1/events{query}"
    async with asyncio.timeout(60), connect(address, **options) as live:
        yield live


async def frame(live: ClientConnection) -> Frame:
    """The next frame."""
    read: Frame = json.loads(await live.recv())
    return read


async def greeted(live: ClientConnection) -> Frame:
    hello = await frame(live)
    assert hello["type"] == "hello"
    return hello


async def closed(live: ClientConnection) -> int | None:
    """The code with which the server closes."""
    with suppress(ConnectionClosedError):
        async for _ in live:
            continue
    return live.close_code


async def test_each_person_sees_only_their_own(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    async with (
        house.serving() as port,
        watching(port, additional_headers=olga.headers) as hers,
        watching(port, additional_headers=martin.headers) as his,
    ):
        await greeted(hers)
        await greeted(his)
        await house.tell(olga, cause="hers")
        await house.tell(martin, cause="his")
        seen = [await frame(hers), await frame(his)]

    assert [one["type"] for one in seen] == ["notification", "notification"]
    assert [one["data"]["title"] for one in seen] == ["About hers", "About his"]
    assert set(seen[0]) == {"id", "type", "at", "data"}


async def test_a_reconnecting_client_gets_what_it_missed_and_what_is_new_once(
    house: House, olga: Inhabitant
) -> None:
    house.pace = Pace(opening=timedelta(seconds=10))
    async with house.serving() as port:
        async with watching(port, additional_headers=olga.headers) as before:
            await greeted(before)
            await before.send(json.dumps({"type": "ping"}))
            assert (await frame(before))["type"] == "pong"
            await house.tell(olga, cause="0")
            last = (await frame(before))["id"]
        for cause in ("1", "2"):
            await house.tell(olga, cause=cause)
        async with watching(port, additional_headers=olga.headers) as after:
            await greeted(after)
            await after.send(json.dumps({"type": "resume", "lastId": last}))
            missed = [await frame(after) for _ in range(2)]
            await house.tell(olga, cause="3")
            new = await frame(after)

    titles = [one["data"]["title"] for one in [*missed, new]]
    assert titles == ["About 1", "About 2", "About 3"]


async def test_resuming_from_nowhere_says_gap(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port, watching(port, additional_headers=olga.headers) as live:
        await greeted(live)
        await live.send(json.dumps({"type": "resume", "lastId": "999999999"}))
        answer = await frame(live)

    assert answer["type"] == "gap"


async def test_bad_frames_are_answered_and_change_nothing(house: House, olga: Inhabitant) -> None:
    bad = ["", "{", "[]", '{"type":"dance"}', '{"type":"resume"}', '{"type":"resume","lastId":1}']
    bad += ['{"type":"notifications.list","limit":100000}', "\x00"]
    async with house.serving() as port, watching(port, additional_headers=olga.headers) as live:
        await greeted(live)
        answers = []
        for text in bad:
            await live.send(text)
            answers.append(await frame(live))
        await live.send(b"\xff\xfe")
        await live.send(json.dumps({"type": "ping"}))
        answers_after = [await frame(live), await frame(live)]

    assert {answer["type"] for answer in answers} == {"error"}
    assert {answer["data"]["code"] for answer in answers} == {"bad_frame"}
    assert [answer["type"] for answer in answers_after] == ["error", "pong"]


async def test_a_frame_that_is_too_long_ends_the_connection(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port, watching(port, additional_headers=olga.headers) as live:
        await greeted(live)
        await live.send("x" * 5000)
        code = await closed(live)

    assert code == 1009


async def test_history_is_read_over_the_socket(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    await house.tell(olga, cause="old")
    await house.tell(martin, cause="not hers")
    async with house.serving() as port, watching(port, additional_headers=olga.headers) as live:
        await greeted(live)
        await live.send(json.dumps({"type": "notifications.list", "limit": 5}))
        answer = await frame(live)

    assert answer["type"] == "notifications.list"
    assert [item["title"] for item in answer["data"]["items"]] == ["About old"]
    assert answer["data"]["unread"] == 1


async def test_signing_out_closes_the_sockets_of_that_session_alone(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    async with (
        house.serving() as port,
        watching(port, additional_headers=olga.headers) as hers,
        watching(port, additional_headers=martin.headers) as his,
    ):
        await greeted(hers)
        await greeted(his)
        await house.revoke(olga)
        code = await closed(hers)
        await house.tell(martin, cause="still here")
        his_frame = await frame(his)

    assert code == 4401
    assert his_frame["data"]["title"] == "About still here"


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({}, ""),
        ({"Authorization": "Bearer nonsense"}, ""),
        ({}, "?ticket=nonsense"),
        ({"Cookie": "medianest_access={token}", "Origin": "https://evil.example.org"}, ""),
        ({"Cookie": "medianest_access={token}"}, ""),
    ],
)
async def test_nobody_watches_without_proof(
    house: House, olga: Inhabitant, headers: dict[str, str], query: str
) -> None:
    filled = {name: value.format(token=olga.token) for name, value in headers.items()}
    async with (
        house.serving() as port,
        watching(port, additional_headers=filled, query=query) as live,
    ):
        code = await closed(live)

    assert code in {4401, 4403}


async def test_a_page_of_ours_watches_by_its_cookie(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port:
        headers = {"Cookie": f"medianest_access={olga.token}"}
        origin: Any = f"http://127.0.0.1:{port}"
        async with watching(port, additional_headers=headers, origin=origin) as live:
            await greeted(live)


async def test_a_ticket_opens_one_socket(house: House, olga: Inhabitant) -> None:
    me = await house.doorman.recognise(olga.session)
    query = f"?ticket={(await house.tickets.sell(me)).ticket}"
    async with house.serving() as port:
        async with watching(port, query=query) as first:
            await greeted(first)
        async with watching(port, query=query) as second:
            code = await closed(second)

    assert code == 4401


async def test_one_person_keeps_only_so_many_connections(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port:
        async with AsyncExitStack() as open_ones:
            for _ in range(3):
                mine = watching(port, additional_headers=olga.headers)
                await greeted(await open_ones.enter_async_context(mine))
            async with watching(port, additional_headers=olga.headers) as one_too_many:
                code = await closed(one_too_many)
        await soon(lambda: house.seats.taken(olga.id) == 0)
        async with watching(port, additional_headers=olga.headers) as again:
            await greeted(again)

    assert code == 4429


async def test_a_silent_connection_says_that_it_lives(house: House, olga: Inhabitant) -> None:
    house.pace = Pace(heartbeat=timedelta(milliseconds=50))
    async with house.serving() as port, watching(port, additional_headers=olga.headers) as live:
        await greeted(live)
        pulse = await frame(live)

    assert (pulse["type"], pulse["id"]) == ("heartbeat", None)


async def test_a_client_that_never_reads_is_let_go(house: House, olga: Inhabitant) -> None:
    house.pace = Pace(patience=timedelta(seconds=1))
    async with house.serving() as port:
        with socket.create_connection(("127.0.0.1", port)) as deaf:
            deaf.sendall(_handshake(olga))
            await soon(lambda: house.seats.taken(olga.id) == 1)
            for _ in range(250):
                await house.events.announce("big", {"filling": "x" * 50_000}, to=only(olga.id))
            await soon(lambda: house.seats.taken(olga.id) == 0)


def _handshake(who: Inhabitant) -> bytes:
    lines = [
        "GET /api/v1/events HTTP/1.1",
        "Host: nest",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Authorization: Bearer {who.token}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_a_stream_gives_its_place_back(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port, httpx2.AsyncClient(timeout=60) as client:
        url = f"http://127.0.0.1:{port}/api/v1/events/stream"
        for _ in range(5):
            async with client.stream("GET", url, headers=olga.headers) as answer:
                await anext(answer.aiter_lines())
            await soon(lambda: house.seats.taken(olga.id) == 0)


async def test_the_stream_brings_the_same_and_resumes(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port, httpx2.AsyncClient(timeout=60) as client:
        url = f"http://127.0.0.1:{port}/api/v1/events/stream"
        async with client.stream("GET", url, headers=olga.headers) as answer:
            lines = answer.aiter_lines()
            assert await anext(lines) == "retry: 3000"
            await house.tell(olga, cause="1")
            number, data = await _event(lines)
        await house.tell(olga, cause="2")
        resumed = {**olga.headers, "Last-Event-ID": number}
        async with client.stream("GET", url, headers=resumed) as answer:
            _, later = await _event(answer.aiter_lines())
        refused = await client.get(url)

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert data["data"]["title"] == "About 1"
    assert later["data"]["title"] == "About 2"
    assert refused.status_code == 401


async def test_signing_out_ends_the_stream(house: House, olga: Inhabitant) -> None:
    async with house.serving() as port, httpx2.AsyncClient(timeout=60) as client:
        url = f"http://127.0.0.1:{port}/api/v1/events/stream"
        async with client.stream("GET", url, headers=olga.headers) as answer:
            lines = answer.aiter_lines()
            await anext(lines)
            await house.revoke(olga)
            rest = [line async for line in lines]

    assert "session.revoked" in "".join(rest)


async def _event(lines: AsyncIterator[str]) -> tuple[str, Frame]:
    number = ""
    async for line in lines:
        if line.startswith("id: "):
            number = line.removeprefix("id: ")
        if line.startswith("data: "):
            return number, json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended")


async def test_an_open_socket_loses_the_rights_that_its_person_lost(house: House) -> None:
    anna = await house.add("anna", Role.ADMIN)

    async with house.serving() as port, watching(port, additional_headers=anna.headers) as live:
        await greeted(live)
        await house.events.announce("before", {}, to=holders("jobs.manage"))
        await house.give(anna, Role.MEMBER)
        await house.events.announce("after", {}, to=holders("jobs.manage"))
        await house.events.announce("own", {}, to=only(anna.id))

        seen = [(await frame(live))["type"] for _ in range(3)]

    assert seen == ["before", "person.changed", "own"]
