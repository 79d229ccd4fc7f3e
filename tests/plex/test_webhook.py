import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.plex.moment import HOOKS, Corner
from tests.standins.plex import PlexStandIn
from tests.standins.plex_webhooks import form, payload
from tests.support.waiting import soon

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval

PATH = f"/webhooks/plex/{HOOKS.secret('plex')}"


@pytest.fixture
async def stranger(corner: Corner) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who is not signed in, as Plex is not."""
    async with corner.doors().enter(Role.OWNER) as client:
        del client.headers["Authorization"]
        yield client


async def post(
    client: httpx2.AsyncClient, told: object, thumb: bytes | None = None, *, path: str = PATH
) -> httpx2.Response:
    body, kind = form(told, thumb)
    return await client.post(path, content=body, headers={"Content-Type": kind})


def told(server: PlexStandIn, event: str) -> dict[str, object]:
    section = server.shelves.sections[1]
    entry = server.shelves.add("show", "New", section.key)
    return payload(event, server.server_id, server.name, entry, section)


async def test_a_hundred_calls_in_a_second_lead_to_one_sync(
    corner: Corner, stranger: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    news = told(server, "library.new")

    # Nobody works yet, so that all of them come within the pause however slow the machine is.
    answers = await asyncio.gather(*(post(stranger, news, b"\xff\xd8") for _ in range(100)))
    async with corner.working():
        await soon(lambda: bool(corner.asked))
        later = await post(stranger, news)
        await soon(lambda: len(corner.asked) > 1)

    assert {answer.status_code for answer in (*answers, later)} == {204}
    assert corner.asked == ["plex", "plex"]


async def test_what_changes_while_a_sync_runs_is_read_after_it(
    corner: Corner, stranger: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    corner.busy = True
    await post(stranger, told(server, "library.new"))

    async with corner.working():
        await soon(lambda: corner.refused > 1)
        corner.busy = False
        await soon(lambda: corner.asked == ["plex"])


@pytest.mark.parametrize("event", ["media.play", "something.else"])
async def test_other_events_are_taken_and_nothing_follows(
    corner: Corner, stranger: httpx2.AsyncClient, server: PlexStandIn, event: str
) -> None:
    answer = await post(stranger, told(server, event))

    assert answer.status_code == 204
    assert await fetchval("SELECT count(*) FROM jobs") == 0


async def test_a_server_that_is_not_ours_is_none_of_our_business(
    stranger: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    server.server_id = "another"

    answer = await post(stranger, told(server, "library.new"))

    assert answer.status_code == 204
    assert await fetchval("SELECT count(*) FROM jobs") == 0


async def test_a_wrong_secret_finds_nothing_whatever_is_sent(
    stranger: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    news = told(server, "library.new")

    wrong = await post(stranger, news, path=f"{PATH[:-1]}x")
    garbage = await stranger.post("/webhooks/plex/wrong", content=b"no form")

    assert [wrong.status_code, garbage.status_code] == [404, 404]
    assert await fetchval("SELECT count(*) FROM jobs") == 0


@pytest.mark.parametrize("sent", [b"{", b'{"event": "library.new", "Server": 3}', b"\xff"])
async def test_a_payload_that_makes_no_sense_is_refused(
    stranger: httpx2.AsyncClient, sent: bytes
) -> None:
    answer = await post(stranger, sent)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
)
async def test_what_is_no_form_is_refused(stranger: httpx2.AsyncClient, kind: str) -> None:
    answer = await stranger.post(PATH, content=b"{}", headers={"Content-Type": kind})

    assert answer.status_code in {400, 415}


async def test_a_picture_of_20_megabytes_is_refused(
    stranger: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    answer = await post(stranger, told(server, "library.new"), b"\xff" * 20_000_000)

    assert answer.status_code == 413
    assert await fetchval("SELECT count(*) FROM jobs") == 0


async def test_the_owner_is_told_the_address_and_nobody_else(corner: Corner) -> None:
    doors = corner.doors()
    async with doors.enter(Role.OWNER) as olga, doors.enter(Role.MEMBER) as max_:
        shown = await olga.get("/services/plex/webhook")
        refused = await max_.get("/services/plex/webhook")

    assert shown.json() == {"url": f"http://test/api/v1{PATH}"}
    assert refused.status_code == 403
