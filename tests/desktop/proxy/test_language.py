"""The dashboard in the window is told which language the client speaks."""

import pytest
from aiohttp import ClientSession
from yarl import URL

from medianest_desktop.proxy import Proxy


def told(window: ClientSession, origin: str) -> str:
    return window.cookie_jar.filter_cookies(URL(origin))["medianest_language"].value


async def test_it_is_told_at_the_door(window: ClientSession, origin: str) -> None:
    assert told(window, origin) == "en"


async def test_another_one_is_told_at_once(
    window: ClientSession, origin: str, spoken: list[str]
) -> None:
    spoken.append("de")

    await window.post("/_client/api/retry", headers={"Origin": origin})

    assert told(window, origin) == "de"


@pytest.mark.parametrize("path", ["/_client/api/state", "/film"])
async def test_what_is_known_is_not_told_again(window: ClientSession, path: str) -> None:
    async with window.get(path) as answer:
        assert "Set-Cookie" not in answer.headers


async def test_scripts_may_read_it(proxy: Proxy, stranger: ClientSession) -> None:
    async with stranger.get(proxy.url(), allow_redirects=False) as answer:
        [cookie] = [
            one
            for one in answer.headers.getall("Set-Cookie")
            if one.startswith("medianest_language=")
        ]

    assert "httponly" not in cookie.lower()
    assert "samesite=strict" in cookie.lower()
