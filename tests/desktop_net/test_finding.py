"""The client finds its appliance, whatever the network of the home does meanwhile."""

from pathlib import Path

from tests.desktop_net.home import Home
from tests.desktop_net.housed import appliance_on, client_on, id_of, pair
from tests.support.appliance import free_port

SERVER, CLIENT, OTHER = "192.168.77.1", "192.168.77.2", "192.168.77.3"


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


def test_ipv6_alone_is_enough(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server"), lan.machine("client")
    everywhere = {"MEDIANEST__SERVER__HOST": "::"}
    with (
        appliance_on(server, tmp_path / "nest", **everywhere) as nest,
        client_on(desk, tmp_path) as client,
    ):
        known = id_of(server, nest)

        announced = client.finds(known)
        pair(client, server, nest, known)

        assert [host for host in announced["hosts"] if host.startswith("fe80:") and "%" in host]
        assert not [host for host in announced["hosts"] if "." in host]


def test_killed_and_back_on_another_port_it_is_found_again(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        client.finds(known)
        pair(client, server, nest, known)

        nest.kill()
        client.fetch("/api/v1/info")
        gone = client.said()
        client.is_("searching")
        moved = free_port()
        nest.settings["MEDIANEST__SERVER__TLS_PORT"] = str(moved)
        with server.inside():
            nest.start()
        back = client.is_("connected", since=gone)

        assert f"https://{SERVER}:{moved}" in back["addresses"][0]


def test_a_new_address_is_followed(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        client.finds(known)
        pair(client, server, nest, known)

        # IPv6 of the link would go on working, and show nothing.
        desk.run("sysctl", "-qw", "net.ipv6.conf.lan0.disable_ipv6=1")
        server.add_address("192.168.77.50/25")
        server.remove_address(f"{SERVER}/24")
        client.spoken.tell(do="retry")
        back = client.spoken.hear(
            lambda line: line["what"] == "state" and "192.168.77.50" in str(line["addresses"][:1]),
            what="in touch at the new address",
            within=60,
        )

        assert back["state"] == "connected"


def test_a_client_from_before_the_network_finds_it_then(lan: Home, tmp_path: Path) -> None:
    server = lan.machine("server", f"{SERVER}/24")
    desk = lan.machine("client", plugged=False)
    with client_on(desk, tmp_path) as client:
        client.is_("unpaired")
        with appliance_on(server, tmp_path / "nest") as nest:
            desk.add_address(f"{CLIENT}/24")
            desk.plug()

            pair(client, server, nest, client.finds(id_of(server, nest))["id"])


def test_a_client_from_before_the_appliance_is_in_touch_once_it_is_there(
    lan: Home, tmp_path: Path
) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, tmp_path / "nest") as nest:
        known = id_of(server, nest)
        with client_on(desk, tmp_path) as client:
            client.finds(known)
            pair(client, server, nest, known)
        with server.inside():
            nest.stop()
        with client_on(desk, tmp_path) as client:
            client.is_("searching")
            with server.inside():
                nest.start()

            assert client.is_("connected", within=60)


def test_two_appliances_of_one_name_are_told_apart(lan: Home, tmp_path: Path) -> None:
    one, other = lan.machine("server", f"{SERVER}/24"), lan.machine("second", f"{OTHER}/24")
    desk = lan.machine("client", f"{CLIENT}/24")
    with (
        appliance_on(one, tmp_path / "nest") as nest,
        appliance_on(other, tmp_path / "second") as second,
        client_on(desk, tmp_path) as client,
    ):
        first = client.finds(id_of(one, nest))
        wanted = client.finds(id_of(other, second))
        pair(client, other, second, wanted["id"])

        answer = client.fetch("/api/v1/info")["answer"]

        assert first["name"] == wanted["name"]
        assert answer["instanceId"] == wanted["id"] != first["id"]


def test_what_was_typed_says_which_address_failed_and_why(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with client_on(desk, tmp_path) as client:
        silent = client.fails_to_reach("192.168.77.99")
        closed = client.fails_to_reach(SERVER)
        unknown = client.fails_to_reach("nest.invalid")

    assert server.name in lan.machines
    assert {one["reason"] for one in silent["tries"]} <= {"no_route", "timeout"}
    assert {one["reason"] for one in closed["tries"]} == {"refused"}
    assert f"https://{SERVER}:8767" in {one["address"] for one in closed["tries"]}
    assert unknown["reason"] == "no_such_host"
