"""A proxy that the system is set to is for the internet, not for the client's own window."""

import socket
from pathlib import Path

import pytest
from tests.desktop_gui.client import Client, Engine
from tests.desktop_gui.desktop import desktop
from tests.desktop_gui.sitting import CONNECT


@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_the_systems_proxy_hears_nothing_of_the_window(tmp_path: Path, engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy, desktop(tmp_path, keyring=False) as there:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        there.env.update(http_proxy=address, HTTP_PROXY=address, all_proxy=address)
        client = Client(there, engine)

        client.start()
        client.reads(CONNECT)

        proxy.settimeout(0)
        with pytest.raises(BlockingIOError):
            proxy.accept()
