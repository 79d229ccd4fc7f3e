"""What passes between the window and the appliance, and what does not."""

import gzip
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError, ClientSession
from tests.desktop.proxy.standin import FILM, PAGE, Line, StandIn
from yarl import URL

from medianest_desktop.proxy import Proxy

NAVIGATES = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}


async def heard(window: ClientSession, origin: str, **headers: str) -> dict[str, str]:
    sent = {"Origin": origin, **headers}
    address = URL(f"{origin}/echo/x?a=%2F&b=c%20d", encoded=True)
    async with window.post(address, data="words", headers=sent) as answer:
        asked: dict[str, Any] = await answer.json()
    assert asked["path"] == "/echo/x?a=%2F&b=c%20d"
    assert asked["body"] == "words"
    return {name.lower(): value for name, value in asked["headers"]}


async def test_the_token_is_added_and_the_page_s_own_proofs_stay_here(
    window: ClientSession, origin: str
) -> None:
    told = await heard(
        window,
        origin,
        Authorization="Bearer of-the-page",
        Referer=f"{origin}/downloads",
        **{"X-CSRF-Token": "desktop", "Sec-Fetch-Site": "same-origin", "X-Kept": "yes"},
    )

    assert told["authorization"] == "Bearer mnd_secret"
    assert told["x-kept"] == "yes"
    assert not {"cookie", "origin", "referer", "x-csrf-token", "sec-fetch-site"} & told.keys()
    assert told["host"] != origin.removeprefix("http://")


async def test_nothing_is_asked_that_the_page_did_not_ask(
    window: ClientSession, origin: str
) -> None:
    told = await heard(window, origin, **{"Accept-Encoding": "br", "User-Agent": "window"})

    assert told["accept-encoding"] == "br"
    assert told["user-agent"] == "window"


async def test_headers_of_one_hop_end_here(window: ClientSession, origin: str) -> None:
    told = await heard(window, origin, Connection="X-Mine, keep-alive", **{"X-Mine": "1"})

    assert "x-mine" not in told


async def test_a_page_passes_untouched(window: ClientSession) -> None:
    async with window.get("/", headers=NAVIGATES) as answer:
        assert await answer.read() == PAGE
        assert answer.headers["Content-Security-Policy"] == "default-src 'self'"


async def test_the_appliance_sets_nothing_in_the_window(window: ClientSession) -> None:
    async with window.get("/") as answer:
        unwanted = {"Set-Cookie", "Strict-Transport-Security", "Clear-Site-Data"}
        assert not unwanted & set(answer.headers)


@pytest.mark.parametrize(
    ("kind", "packed"),
    [("gzip", gzip.compress(PAGE, mtime=0)), ("br", b"\x0b\x02\x80pretend\x03")],
)
async def test_what_is_packed_stays_packed(window: ClientSession, kind: str, packed: bytes) -> None:
    async with window.get(f"/encoded?kind={kind}") as answer:
        assert answer.headers["Content-Encoding"] == kind
        assert await answer.read() == packed


async def test_what_is_known_is_not_sent_again(window: ClientSession) -> None:
    async with window.get("/", headers={"If-None-Match": '"v1"'}) as answer:
        assert answer.status == 304
        assert answer.headers["ETag"] == '"v1"'
        assert await answer.read() == b""


async def test_a_look_at_the_head_keeps_the_length(window: ClientSession) -> None:
    async with window.head("/film") as answer:
        assert answer.headers["Content-Length"] == str(len(FILM))


@pytest.mark.parametrize("asked", ["bytes=1000-1999", "bytes=-500", "bytes=200000-"])
async def test_a_part_can_be_asked_for(window: ClientSession, asked: str) -> None:
    async with window.get("/film", headers={"Range": asked}) as answer:
        part = await answer.read()
        bounds = answer.headers["Content-Range"]

    first, last = (int(bound) for bound in bounds.split()[1].split("/")[0].split("-"))
    assert answer.status == 206
    assert part == FILM[first : last + 1]


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("/downloads?a=b#c", "/downloads?a=b#c"),
        ("SELF/downloads", "/downloads"),
        ("SELF//evil.test", "/"),
        ("other", "/other"),
    ],
)
async def test_a_redirect_of_the_appliance_stays_here(
    window: ClientSession, to: str, location: str
) -> None:
    params = {"to": to}
    async with window.get("/moved", params=params, allow_redirects=False) as answer:
        assert answer.headers["Location"] == location


async def test_a_redirect_to_another_host_opens_outside(window: ClientSession, line: Line) -> None:
    params = {"to": "https://app.plex.test/auth"}
    async with window.get(
        "/moved", params=params, headers=NAVIGATES, allow_redirects=False
    ) as answer:
        assert answer.status == 204

    assert line.left_for == ["https://app.plex.test/auth"]


async def test_a_redirect_that_leaves_out_the_scheme_opens_outside_too(
    window: ClientSession, line: Line
) -> None:
    async with window.get(
        "/moved", params={"to": "//evil.test/x"}, headers=NAVIGATES, allow_redirects=False
    ) as answer:
        assert answer.status == 204

    assert line.left_for == ["http://evil.test/x"]


@pytest.mark.parametrize("to", ["http://[", "javascript:alert(1)", "file:///etc/passwd"])
async def test_a_redirect_to_nowhere_leads_nowhere(window: ClientSession, to: str) -> None:
    async with window.get("/moved", params={"to": to}, allow_redirects=False) as answer:
        assert "Location" not in answer.headers
        assert answer.status == 302


@pytest.mark.parametrize("query", ["", "?length=1"])
async def test_half_an_answer_is_not_passed_off_as_whole(
    window: ClientSession, line: Line, query: str
) -> None:
    with pytest.raises((ClientPayloadError, ClientConnectionError)):
        async with window.get(f"/broken{query}") as answer:
            await answer.read()

    assert line.losses == 1


async def test_a_page_that_cannot_be_had_is_the_client_s_own(
    window: ClientSession, line: Line
) -> None:
    line.stands = "away"

    async with window.get(
        "/downloads?state=done", headers=NAVIGATES, allow_redirects=False
    ) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/_client/offline?back=%2Fdownloads%3Fstate%3Ddone"


async def test_a_question_that_cannot_be_asked_is_a_problem(
    window: ClientSession, line: Line, appliance: StandIn
) -> None:
    line.stands = "away"

    async with window.get("/api/v1/info") as answer:
        assert answer.status == 503
        assert answer.content_type == "application/problem+json"
        assert (await answer.json())["code"] == "appliance_unreachable"

    assert appliance.heard == []


async def test_a_client_that_is_signed_out_says_so(window: ClientSession, line: Line) -> None:
    line.stands = "signed_out"

    async with window.get("/api/v1/auth/session") as answer:
        assert answer.status == 401
        assert (await answer.json())["code"] == "signed_out"


async def test_an_appliance_that_hangs_up_is_a_problem(window: ClientSession, line: Line) -> None:
    async with window.get("/gone") as answer:
        assert answer.status == 503

    assert line.losses == 1


async def test_a_refused_token_is_looked_into(window: ClientSession, line: Line) -> None:
    async with window.get("/secret") as answer:
        assert answer.status == 401

    assert line.refusals == 1


async def test_signing_out_in_the_dashboard_is_looked_into(
    window: ClientSession, line: Line, origin: str
) -> None:
    async with window.post("/api/v1/auth/logout", headers={"Origin": origin}) as answer:
        assert answer.status == 204

    assert line.refusals == 1


async def test_a_wrong_password_signs_nobody_out(
    window: ClientSession, line: Line, origin: str
) -> None:
    async with window.post("/api/v1/auth/login", headers={"Origin": origin}) as answer:
        assert answer.status == 401

    assert line.refusals == 0


async def test_the_appliance_s_sign_in_page_is_never_shown(
    window: ClientSession, line: Line, appliance: StandIn
) -> None:
    async with window.get("/sign-in", headers=NAVIGATES, allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/"

    assert line.refusals == 1
    assert appliance.heard == []


async def test_no_service_worker_settles_in_the_window(
    window: ClientSession, appliance: StandIn
) -> None:
    async with window.get("/service-worker.js", headers={"Service-Worker": "script"}) as answer:
        assert answer.status == 404

    assert appliance.heard == []


async def test_the_port_is_kept_where_it_is_free(line: Line) -> None:
    async with Proxy(line, []) as first:
        port = first.port

    async with Proxy(line, [], port=port) as second:
        assert second.port == port


async def test_a_port_that_is_taken_is_no_trouble(line: Line, proxy: Proxy) -> None:
    async with Proxy(line, [], port=proxy.port) as second:
        assert second.port != proxy.port
