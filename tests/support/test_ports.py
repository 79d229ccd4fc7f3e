"""A port that a test was told stays its own."""

import socket

from tests.support import ports
from tests.support.ports import HIGHEST, LOWEST, free_port


def test_no_port_is_told_twice() -> None:
    told = [free_port() for _ in range(50)]

    assert len(set(told)) == 50


def test_the_system_hands_none_of_them_to_others() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))

        assert not LOWEST <= other.getsockname()[1] < HIGHEST
    assert LOWEST <= free_port() < HIGHEST


def test_a_port_where_somebody_listens_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port: int = taken.getsockname()[1]

        assert not ports._is_free(port)
