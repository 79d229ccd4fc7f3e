"""From the first start to being signed out, through the doors that the window uses."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession
from aiohttp.web import Response
from tests.desktop.engine.conftest import Screen
from tests.desktop.net.standin import StandIn

from medianest_desktop.engine import Engine
from medianest_desktop.live import Status

NAVIGATES = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
Until = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def until(window: ClientSession) -> Until:
    async def wait(**wanted: str) -> dict[str, Any]:
        """How things stand as soon as they stand as `wanted`."""
        revision = 0
        async with asyncio.timeout(60):
            while True:
                async with window.get(f"/_client/api/state?after={revision}") as answer:
                    state: dict[str, Any] = await answer.json()
                flat = {**state, "step": state["joining"]["step"]}
                if wanted.items() <= flat.items():
                    return state
                revision = state["revision"]

    return wait


async def pair(window: ClientSession, appliance: StandIn, until: Until) -> None:
    await window.post("/_client/api/join", json={"address": str(appliance.address)})
    state = await until(step="code")
    assert appliance.confirm(state["joining"]["code"])
    await until(connection="connected", step="idle")


async def goes_to(window: ClientSession, path: str) -> str:
    async with window.get(path, headers=NAVIGATES, allow_redirects=False) as answer:
        assert answer.status == 303
        return answer.headers["Location"]


async def test_the_first_start_leads_to_connecting(window: ClientSession) -> None:
    assert await goes_to(window, "/") == "/_client/connect?back=%2F"


async def test_it_is_paired_through_the_window(
    window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await pair(window, appliance, until)

    async with window.get("/api/v1/auth/session") as answer:
        assert answer.status == 200
    assert (await until(page=""))["appliance"]["name"] == appliance.name


async def test_an_address_without_an_appliance_says_what_was_tried(
    window: ClientSession, until: Until
) -> None:
    await window.post("/_client/api/join", json={"address": "127.0.0.1:1"})

    joining = (await until(step="failed"))["joining"]

    assert {one["address"] for one in joining["tries"]} == {
        "https://127.0.0.1:1",
        "http://127.0.0.1:1",
    }
    assert joining["reason"] == "refused"


async def test_connecting_can_be_given_up(
    window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await window.post("/_client/api/join", json={"address": str(appliance.address)})
    code = (await until(step="code"))["joining"]["code"]

    await window.post("/_client/api/join/cancel", json={})

    await until(step="idle", connection="unpaired")
    assert not appliance.confirm(code)


async def test_an_absent_appliance_is_explained_and_one_comes_back(
    window: ClientSession, appliance: StandIn, until: Until, engine: Engine
) -> None:
    await pair(window, appliance, until)
    appliance.fail["*"] = Response(status=502)
    engine.connection.doubt()

    await until(page="offline")
    assert await goes_to(window, "/downloads") == "/_client/offline?back=%2Fdownloads"

    appliance.fail.clear()
    await engine.command("retry")
    await until(page="")


async def test_being_revoked_leads_to_connecting(
    window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await pair(window, appliance, until)
    appliance.tokens.clear()

    async with window.get("/api/v1/auth/session") as answer:
        # The latter if the connection has found out by itself in between.
        assert answer.status in {401, 503}

    await until(connection="signed_out", page="connect")
    assert await goes_to(window, "/sign-in") == "/_client/connect"


async def test_signing_out_in_the_dashboard_signs_the_client_out(
    window: ClientSession, appliance: StandIn, until: Until, engine: Engine
) -> None:
    await pair(window, appliance, until)

    await window.post("/api/v1/auth/logout", json={})

    await until(connection="signed_out")
    assert engine.connection.headers == {}


async def test_a_stranger_at_the_address_stops_everything(
    window: ClientSession, appliance: StandIn, until: Until, tmp_path: Any
) -> None:
    await pair(window, appliance, until)
    # A connection that was just being made outlives the end of this stand-in.
    appliance.fail["*"] = Response(status=502)
    await appliance.stop()
    evil = StandIn(tmp_path, id=appliance.id, port=appliance.port)
    async with evil:
        async with window.get("/api/v1/auth/session") as answer:
            assert answer.status in {401, 503}

        await until(page="stopped")
        assert await goes_to(window, "/") == "/_client/stopped?back=%2F"
        assert evil.bearers == []


async def test_forgetting_ends_the_session_there(
    window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await pair(window, appliance, until)

    await window.post("/_client/api/forget", json={})

    await until(connection="unpaired")
    assert appliance.count("/api/v1/auth/logout") == 1


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("open:/downloads", "%2Fdownloads"),
        ("settings", "%2F_client%2Fsettings"),
        ("log", "%2F_client%2Flog"),
        ("link:medianest:/requests", "%2Frequests"),
    ],
)
async def test_a_command_opens_a_page(
    engine: Engine, screen: Screen, command: str, path: str
) -> None:
    await engine.command(command)

    assert screen.opened[-1].endswith(f"&to={path}")


@pytest.mark.parametrize("command", ["open", "link:medianest:", "link:medianest:/api/v1/x"])
async def test_showing_the_window_leaves_its_page(
    engine: Engine, screen: Screen, command: str
) -> None:
    await engine.command(command)

    assert screen.opened == [""]


@pytest.mark.parametrize("command", ["nonsense", "pause:forever", "", "quit"])
async def test_an_unknown_command_is_ignored(engine: Engine, screen: Screen, command: str) -> None:
    await engine.command(command)

    assert screen.opened == []


async def test_alerts_can_be_paused(engine: Engine, window: ClientSession) -> None:
    await engine.command("pause:1h")

    async with window.get("/_client/api/settings") as answer:
        assert (await answer.json())["settings"]["alerts"]["pausedUntil"]


async def test_a_link_from_outside_only_asks(
    engine: Engine, screen: Screen, window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await pair(window, appliance, until)

    await engine.command("link:medianest:add?url=https%3A%2F%2Fvideo.test%2F1")

    path = screen.opened[-1].rpartition("id%3D")[2]
    async with window.get(f"/_client/api/links/{path}") as answer:
        assert await answer.json() == {"url": "https://video.test/1"}
    assert appliance.count("/api/v1/youtube/downloads") == 0


async def test_a_link_is_submitted_after_a_yes(
    engine: Engine, screen: Screen, window: ClientSession, appliance: StandIn, until: Until
) -> None:
    await pair(window, appliance, until)
    await engine.command("link:medianest:add?url=https%3A%2F%2Fvideo.test%2F1")
    link = f"/_client/api/links/{screen.opened[-1].rpartition('id%3D')[2]}"

    await window.post(link, json={})

    assert appliance.count("/api/v1/youtube/downloads") == 1


async def test_pasting_without_an_appliance_leads_to_connecting(
    engine: Engine, screen: Screen
) -> None:
    await engine.command("paste:https://video.test/1")

    assert screen.opened[-1].endswith("to=%2F_client%2F")


async def test_the_token_is_nowhere_in_the_log(
    window: ClientSession, appliance: StandIn, until: Until, engine: Engine
) -> None:
    with structlog.testing.capture_logs() as written:
        await pair(window, appliance, until)
        appliance.fail["/api/v1/events"] = Response(status=500)
        async with window.get("/api/v1/events", headers={"Upgrade": "websocket"}) as answer:
            assert answer.status == 503
        token = engine.connection.headers["Authorization"].removeprefix("Bearer ")

    assert token
    assert token not in str(written)


async def test_the_tray_shows_a_face_from_the_start(engine: Engine, screen: Screen) -> None:
    await asyncio.wait_for(screen.looked.wait(), 60)

    assert screen.faces[0].status is not Status.OK
