"""Callers who only hold the line must not keep everybody else out."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from tests.support.appliance import Appliance

_HELD = 400


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    running = Appliance(tmp_path)
    try:
        yield running.start()
    finally:
        running.kill()


def test_hundreds_who_never_finish_their_request_do_not_keep_others_out(
    appliance: Appliance,
) -> None:
    with ExitStack() as held:
        for number in range(_HELD):
            line = held.enter_context(socket.create_connection(("127.0.0.1", appliance.port), 60))
            body = b"Content-Length: 100\r\n\r\n{" if number % 2 else b""
            line.sendall(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: nas\r\n" + body)

        answer = httpx2.get(f"{appliance.base_url}/ready", timeout=60)

    assert answer.status_code == 200
