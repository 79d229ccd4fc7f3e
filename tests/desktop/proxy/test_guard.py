"""Nobody gets in but the window."""

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from tests.desktop.proxy.standin import StandIn
from yarl import URL

from medianest_desktop.proxy import Guard, Proxy
from medianest_desktop.proxy.guard import COOKIE

EVERY_DOOR = ["/", "/film", "/api/v1/info", "/_client/api/state", "/_client/offline"]


@pytest.mark.parametrize("path", EVERY_DOOR)
async def test_another_program_is_refused(
    stranger: ClientSession, appliance: StandIn, path: str
) -> None:
    async with stranger.get(path) as answer:
        assert answer.status == 403

    assert appliance.heard == []


async def test_another_program_cannot_guess_the_cookie(stranger: ClientSession) -> None:
    async with stranger.get("/", headers={"Cookie": "medianest_window=guessed"}) as answer:
        assert answer.status == 403


async def test_another_program_with_the_csrf_cookie_alone_is_refused(
    stranger: ClientSession,
) -> None:
    async with stranger.get("/", headers={"Cookie": "medianest_csrf=desktop"}) as answer:
        assert answer.status == 403


async def test_the_key_opens_once(proxy: Proxy, stranger: ClientSession) -> None:
    address = proxy.url("/downloads")
    async with stranger.get(address, allow_redirects=False) as first:
        assert first.headers["Location"] == "/downloads"
    stranger.cookie_jar.clear()

    async with stranger.get(address, allow_redirects=False) as second:
        assert second.status == 403
        assert "Set-Cookie" not in second.headers


async def test_the_window_may_load_its_first_address_again(
    proxy: Proxy, window: ClientSession
) -> None:
    address = proxy.url("/")
    async with window.get(address, allow_redirects=False):
        pass

    async with window.get(address, allow_redirects=False) as again:
        assert again.status == 303


def test_a_key_grows_old() -> None:
    now = 0.0
    guard = Guard("127.0.0.1:1", clock=lambda: now)
    key = guard.key()

    now = 601.0

    assert not guard.spend(key)


def test_only_the_newest_keys_are_kept() -> None:
    guard = Guard("127.0.0.1:1")
    keys = [guard.key() for _ in range(17)]

    assert not guard.spend(keys[0])
    assert guard.spend(keys[-1])


async def test_the_secret_is_out_of_reach_of_scripts_and_other_sites(
    proxy: Proxy, stranger: ClientSession
) -> None:
    async with stranger.get(proxy.url("/"), allow_redirects=False) as answer:
        secret = next(
            one for one in answer.headers.getall("Set-Cookie") if "medianest_window" in one
        )

    assert "HttpOnly" in secret
    assert "SameSite=Strict" in secret


@pytest.mark.parametrize(
    "target", ["//evil.test/", "https://evil.test/", "/\\evil.test", "/\t/evil.test", ""]
)
async def test_the_key_leads_nowhere_else(
    proxy: Proxy, stranger: ClientSession, target: str
) -> None:
    async with stranger.get(proxy.url(target), allow_redirects=False) as answer:
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("host", ["evil.test", "localhost", "127.0.0.1", "[::1]"])
async def test_a_name_that_was_made_to_point_here_is_refused(
    window: ClientSession, proxy: Proxy, host: str
) -> None:
    async with window.get("/", headers={"Host": f"{host}:{proxy.port + 1}"}) as answer:
        assert answer.status == 421


async def test_even_the_key_is_refused_under_another_name(
    proxy: Proxy, stranger: ClientSession
) -> None:
    headers = {"Host": f"evil.test:{proxy.port}"}
    async with stranger.get(proxy.url("/"), headers=headers, allow_redirects=False) as answer:
        assert answer.status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/echo", "/_client/api/state"])
async def test_a_page_of_another_origin_is_refused_even_with_the_cookie(
    window: ClientSession, appliance: StandIn, headers: dict[str, str], path: str
) -> None:
    async with window.get(path, headers=headers) as answer:
        assert answer.status == 403

    assert appliance.heard == []


@pytest.mark.parametrize("path", ["/echo", "/_client/api/retry"])
async def test_a_change_needs_an_origin(window: ClientSession, path: str) -> None:
    async with window.post(path) as answer:
        assert answer.status == 403


async def test_the_own_origin_may_change_things(window: ClientSession, origin: str) -> None:
    async with window.post("/_client/api/retry", headers={"Origin": origin}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("foreign", [None, "http://evil.test", "null"])
async def test_a_foreign_socket_is_refused(
    window: ClientSession, appliance: StandIn, foreign: str | None
) -> None:
    headers = {"Origin": foreign} if foreign else {}

    with pytest.raises(WSServerHandshakeError) as refusal:
        await window.ws_connect("/socket", headers=headers)

    assert refusal.value.status == 403
    assert appliance.heard == []


async def test_a_socket_without_the_cookie_is_refused(stranger: ClientSession, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refusal:
        await stranger.ws_connect("/socket", headers={"Origin": origin})

    assert refusal.value.status == 403


async def test_it_is_no_open_proxy(window: ClientSession, proxy: Proxy, appliance: StandIn) -> None:
    """A request line with a whole address in it would name another host than `Host` does."""
    # aiohttp as a client of a proxy writes exactly that line.
    async with window.get("http://elsewhere.test/", proxy=f"http://127.0.0.1:{proxy.port}") as it:
        assert it.status == 421

    assert appliance.heard == []


async def test_the_client_s_own_paths_are_never_forwarded(
    window: ClientSession, appliance: StandIn
) -> None:
    async with window.get("/_client/nothing") as answer:
        assert answer.status == 404

    assert appliance.heard == []


@pytest.mark.parametrize("value", ['"', "a b", '"a', "\xe9"])
async def test_a_crooked_cookie_beside_the_own_one_locks_nobody_out(
    window: ClientSession, stranger: ClientSession, origin: str, value: str
) -> None:
    own = window.cookie_jar.filter_cookies(URL(origin))[COOKIE].value
    headers = {"Cookie": f"{COOKIE}={value}; {COOKIE}={own}"}

    async with stranger.get("/film", headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["//[", "//evil", "/\\evil", "javascript:alert(1)"])
async def test_a_crooked_way_into_the_window_leads_to_its_beginning(
    proxy: Proxy, stranger: ClientSession, path: str
) -> None:
    async with stranger.get(proxy.url(path), allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")
