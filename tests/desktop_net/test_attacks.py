"""Whoever else is in the LAN gets neither a pairing nor a token."""

from pathlib import Path

from tests.desktop_net.attacker import Wish
from tests.desktop_net.home import Home
from tests.desktop_net.housed import (
    appliance_on,
    attacker_on,
    authority_of,
    client_on,
    fingerprint_of,
    id_of,
    pair,
    stolen,
    type_code,
)

SERVER, CLIENT, EVIL = "192.168.77.1", "192.168.77.2", "192.168.77.66"


def test_the_code_of_a_relayed_pairing_is_no_code_of_the_appliance(
    lan: Home, tmp_path: Path
) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    other = lan.machine("evil", f"{EVIL}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        hide = fingerprint_of(server, nest)
        upstream = f"http://{SERVER}:{nest.port}"
        wish = Wish(id=known, host=EVIL, upstream=upstream, hide=hide, announce=False)
        with attacker_on(other, tmp_path, wish) as relay:
            code = client.code(EVIL)
            typed = type_code(server, nest, code)

            asked = [line["path"] for line in relay.heard() if line["what"] == "asked"]

    assert "/api/v1/auth/pairing/reveal" in asked
    assert typed == 404
    assert not [line for line in client.spoken.heard() if line["what"] == "paired"]


def test_the_same_is_so_over_the_appliances_own_tls(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    other = lan.machine("evil", f"{EVIL}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        hide = fingerprint_of(server, nest)
        wish = Wish(id=known, host=EVIL, upstream=f"https://{SERVER}:8767", hide=hide)
        with attacker_on(other, tmp_path, wish):
            typed = type_code(server, nest, client.code(EVIL))

    assert typed == 404


def test_a_stolen_id_with_another_authority_gets_no_token(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    other = lan.machine("evil", f"{EVIL}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        client.finds(known)
        pair(client, server, nest, known)
        with server.inside():
            nest.stop()
        with attacker_on(other, tmp_path, Wish(id=known, host=EVIL)) as thief:
            stop = client.is_("identity_changed", within=60)
            client.spoken.tell(do="retry")
            answer = client.fetch("/api/v1/notifications")
            visited = [line for line in thief.heard() if line["what"] == "asked"]

            assert stop["tries"]
            assert answer["status"] == 0
            assert stolen(thief) == []
            assert all(line["path"].endswith(("/info", "/ca.pem")) for line in visited)


def test_the_real_one_is_taken_while_a_thief_announces_its_id(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    other = lan.machine("evil", f"{EVIL}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        known = id_of(server, nest)
        client.finds(known)
        pair(client, server, nest, known)
        with attacker_on(other, tmp_path, Wish(id=known, host=EVIL)) as thief:
            with server.inside():
                nest.stop()
            client.is_("identity_changed", within=60)
            with server.inside():
                nest.start()
            since = client.said()
            client.spoken.tell(do="retry")
            client.is_("connected", since=since, within=60)

            assert client.fetch("/api/v1/auth/session")["status"] == 200
            assert stolen(thief) == []


def test_the_real_authority_appended_to_a_forged_chain_proves_nothing(
    lan: Home, tmp_path: Path
) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    other = lan.machine("evil", f"{EVIL}/24")
    with appliance_on(server, tmp_path / "nest") as nest, client_on(desk, tmp_path) as client:
        wish = Wish(
            id=id_of(server, nest),
            host=EVIL,
            appended=authority_of(server, nest),
            serves_appended=True,
            announced_fingerprint=fingerprint_of(server, nest),
        )
        with attacker_on(other, tmp_path, wish) as forger:
            refused = client.fails_to_reach(EVIL)

            assert {one["reason"] for one in refused["tries"]} >= {"foreign_certificate"}
            assert stolen(forger) == []


def test_an_announced_fingerprint_must_be_the_one_that_is_shown(lan: Home, tmp_path: Path) -> None:
    desk, other = lan.machine("client", f"{CLIENT}/24"), lan.machine("evil", f"{EVIL}/24")
    wish = Wish(id="0123456789ab", host=EVIL, announced_fingerprint="ab" * 32)
    with client_on(desk, tmp_path) as client, attacker_on(other, tmp_path, wish):
        client.finds("0123456789ab")

        refused = client.fails_to_reach("0123456789ab")

    assert refused["reason"] == "fingerprint_differs"
