import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.accounts.home import Home, open_socket, warm_up

from medianest.accounts.errors import SessionEndedError, TokenInvalidError
from medianest.infra.events import Viewer

OPENED = ["accept", "send", "close"]


async def _cookie(home: Home) -> str:
    return f"medianest_access={(await home.browser()).cookies['medianest_access']}"


@pytest.mark.parametrize("origin", ["http://nas:8766", "https://nas:8766"])
async def test_our_own_page_opens_a_socket_by_cookie(home: Home, origin: str) -> None:
    assert await open_socket(home, {"cookie": await _cookie(home), "origin": origin}) == OPENED


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://nas:9999", "null", "", "http://nas:8766.evil.example"]
)
async def test_another_sites_page_opens_none(home: Home, origin: str) -> None:
    assert await open_socket(home, {"cookie": await _cookie(home), "origin": origin}) == ["close"]


async def test_a_cookie_without_an_origin_opens_none(home: Home) -> None:
    assert await open_socket(home, {"cookie": await _cookie(home)}) == ["close"]


async def test_a_bearer_opens_a_socket_from_anywhere(home: Home) -> None:
    body = await home.login(await home.person())
    header = {"authorization": f"Bearer {body['tokens']['accessToken']}"}

    assert await open_socket(home, header) == OPENED


async def _ticket(home: Home) -> str:
    program = await home.program("member")
    answer = await program.post("/auth/ticket")
    assert answer.json()["expiresIn"] == 30
    ticket: str = answer.json()["ticket"]
    return ticket


async def test_a_ticket_opens_once(home: Home) -> None:
    ticket = await _ticket(home)

    principal = await home.accounts.tickets.tear(ticket)

    assert principal.name == "member"
    with pytest.raises(TokenInvalidError):
        await home.accounts.tickets.tear(ticket)


async def test_of_many_who_use_a_ticket_at_once_one_is_let_in(home: Home) -> None:
    ticket = await _ticket(home)
    await warm_up()

    ended = await asyncio.gather(
        *(home.accounts.tickets.tear(ticket) for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(one, TokenInvalidError) for one in ended) == 5


async def test_a_ticket_lasts_half_a_minute(home: Home) -> None:
    ticket = await _ticket(home)

    home.clock.move(timedelta(seconds=31))

    with pytest.raises(TokenInvalidError):
        await home.accounts.tickets.tear(ticket)


async def test_a_ticket_ends_with_its_session(home: Home) -> None:
    program = await home.program("member")
    ticket = (await program.post("/auth/ticket")).json()["ticket"]
    await program.post("/auth/logout")

    with pytest.raises(SessionEndedError):
        await home.accounts.tickets.tear(ticket)


async def test_open_sockets_of_a_session_end_when_it_is_signed_out(home: Home) -> None:
    body = await home.login(await home.person())
    program = home.bearing(body["tokens"])
    principal = await home.accounts.doorman.admit(body["tokens"]["accessToken"])
    viewer = Viewer(principal.id, principal.permissions, principal.session_id)
    frames: list[dict[str, Any]] = []

    async with home.accounts.live.subscribe(viewer) as news:
        await program.post("/auth/logout")
        async with asyncio.timeout(60):
            async for frame in news:
                frames.append(msgspec.json.decode(frame))  # noqa: PERF401 - ends by itself

    assert [frame["type"] for frame in frames] == ["session.revoked"]
    assert frames[0]["data"] == {"sessionId": body["sessionId"], "reason": "signed_out"}
