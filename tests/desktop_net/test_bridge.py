"""An appliance in a container: reached by hand without a beacon, found with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desktop_net.home import Home, Machine
from tests.desktop_net.housed import Client, appliance_on, client_on, id_of, pair
from tests.desktop_net.spoken import spoken
from tests.support.appliance import Appliance

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"
PUBLISHED, PUBLISHED_TLS = 18766, 18767


@dataclass(frozen=True)
class Contained:
    host: Machine
    box: Machine
    nest: Appliance
    client: Client


@contextmanager
def contained(lan: Home, folder: Path) -> Iterator[Contained]:
    host, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    box = lan.container(host, "box")
    published = {"MEDIANEST__SERVER__TLS_PUBLISHED_PORT": str(PUBLISHED_TLS)}
    with appliance_on(box, folder / "nest", **published) as nest, client_on(desk, folder) as client:
        lan.publish(host, PUBLISHED, nest.port)
        lan.publish(host, PUBLISHED_TLS, 8767)
        yield Contained(host, box, nest, client)


def test_behind_a_bridge_it_is_not_heard_but_reached_by_hand(lan: Home, tmp_path: Path) -> None:
    with contained(lan, tmp_path) as house:
        pair(house.client, house.box, house.nest, f"{SERVER}:{PUBLISHED_TLS}")

        assert not [line for line in house.client.spoken.heard() if line.get("found")]


def test_the_plain_port_typed_by_hand_leads_to_the_encrypted_one(lan: Home, tmp_path: Path) -> None:
    with contained(lan, tmp_path) as house:
        pair(house.client, house.box, house.nest, f"http://{SERVER}:{PUBLISHED}")

        said = house.client.spoken.heard()
        assert said[-1]["addresses"] == [f"https://{SERVER}:{PUBLISHED_TLS}"]


def test_a_beacon_makes_it_found_at_the_hosts_address(lan: Home, tmp_path: Path) -> None:
    with contained(lan, tmp_path) as house:
        words = ["medianest", "beacon", f"http://127.0.0.1:{PUBLISHED}"]
        log = tmp_path / "beacon.log"
        with spoken(house.host, words, log, {"PYTHONPATH": "server"}):
            known = id_of(house.box, house.nest)

            announced = house.client.finds(known, within=30)
            pair(house.client, house.box, house.nest, known)

            assert SERVER in announced["hosts"]
            assert "172.17.0.2" not in announced["hosts"]
            assert announced["port"] == PUBLISHED_TLS
