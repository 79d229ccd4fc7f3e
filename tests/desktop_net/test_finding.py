"""The client finds its appliance, whatever the network of the home does meanwhile."""

from pathlib import Path

from tests.desktop_net.home import Home
from tests.desktop_net.housed import appliance_on, client_on, id_of, pair

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"


def test_an_appliance_on_the_lan_is_found_and_paired(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)

        announced = client.finds(known)
        pair(client, server, nest, known)

        assert SERVER in announced["hosts"]
        assert client.fetch("/api/v1/auth/session")["status"] == 200


def test_a_client_that_comes_later_finds_what_was_there_before(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, tmp_path / "nest") as nest:
        known = id_of(server, nest)
        with client_on(desk, tmp_path) as client:
            pair(client, server, nest, client.finds(known)["id"])
