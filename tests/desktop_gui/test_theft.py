"""A program of the same computer gets nothing through the client's loopback proxy."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
from tests.desktop_gui.sitting import Sitting, sitting
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Sitting]:
    with sitting(tmp_path) as made:
        made.client.start()
        made.pair()
        yield made


def proxy_of(here: Sitting) -> int:
    """The port that a thief finds by looking at who listens."""
    ports = {
        one.laddr.port
        for process in here.client.family()
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.ip == "127.0.0.1"
    }
    [port] = ports
    return port


def test_without_the_windows_cookie_nothing_is_answered(here: Sitting) -> None:
    port = proxy_of(here)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as thief:
        plain = [
            thief.get(path).status_code
            for path in ("/", "/api/v1/auth/session", "/_client/api/state", "/_client/log")
        ]
        guessed = thief.get("/api/v1/auth/session", headers={"Cookie": "medianest_window=0"})
        rebound = thief.get("/api/v1/auth/session", headers={"Host": f"evil.example:{port}"})
        written = thief.post("/api/v1/auth/logout")

    assert plain == [403, 403, 403, 403]
    assert guessed.status_code == 403
    assert rebound.status_code == 421
    assert written.status_code == 403


@pytest.mark.parametrize("origin", [None, "https://evil.example"])
async def test_no_foreign_page_listens_to_the_events(here: Sitting, origin: str | None) -> None:
    address = f"ws://127.0.0.1:{proxy_of(here)}/api/v1/events"

    with pytest.raises(InvalidStatus) as refused:
        async with asyncio.timeout(10), connect(address, origin=origin):  # type: ignore[arg-type]  # any text
            pass

    assert refused.value.response.status_code == 403


def test_the_token_is_written_nowhere_but_in_the_keyring(here: Sitting) -> None:
    token = here.desktop.secret("medianest-desktop").strip()
    kept = [file for file in here.client.home.rglob("*") if file.is_file()]
    said = [" ".join(one.cmdline()) for one in here.client.family()]

    assert token.startswith("mnd_")
    assert [str(file) for file in kept if token.encode() in file.read_bytes()] == []
    assert token not in here.client.log()
    assert token not in here.client.ask("--diagnose")
    assert not any(token in words or re.search(r"[?&]key=", words) for words in said)


def test_what_the_client_keeps_is_its_owners_alone(here: Sitting) -> None:
    folders = [here.client.home / name for name in ("config", "state", "web", "logs", "run")]

    assert {oct(folder.stat().st_mode & 0o777) for folder in folders} == {"0o700"}
