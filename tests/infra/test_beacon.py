"""The beacon between network namespaces, beside an appliance that only answers on its port."""

import os
import subprocess
import sys

import pytest
from tests.infra.lan import Lan, python, running

ADDRESS = "http://127.0.0.1:18766"
SWITCH = "MEDIANEST__MDNS__ENABLED"


async def test_the_published_port_is_announced_on_the_lan_and_nowhere_else(lan: Lan) -> None:
    # A container engine's bridge may have any name, and its address is of no use to anybody.
    lan.add_container(lan.server, bridge="apps0", address="172.30.0.1/16")
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "answer", "18766", "Nest") as appliance,
    ):
        await appliance.line()
        async with python(lan.server, "-m", "medianest", "beacon", ADDRESS) as beacon:
            found = await desktop.sees("added")
            await beacon.stop()
            gone = await desktop.sees("removed")

    assert (found.name, found.port, found.addresses) == ("Nest", 18766, ["192.168.77.1"])
    assert found.properties["id"] == "0123456789ab"
    assert (found.properties["ver"], found.properties["proto"]) == ("1.2.3", "http")
    assert gone.name == "Nest"
    assert beacon.process.returncode == 0


async def test_an_appliance_that_stays_away_is_withdrawn_until_it_is_back(lan: Lan) -> None:
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "beacon", ADDRESS),
    ):
        async with running(lan.server, "answer", "18766", "Nest"):
            await desktop.sees("added")
            lan.address(lan.server, "add", "192.168.77.50/25")
            lan.address(lan.server, "delete", "192.168.77.1/24")
            moved = await desktop.sees("updated", address="192.168.77.50")
        await desktop.sees("removed")
        async with running(lan.server, "answer", "18766", "Renamed"):
            back = await desktop.sees("added")

    assert moved.name == "Nest"
    # Who looks on remembers the old address for a while, after the new one.
    assert (back.name, back.addresses[0]) == ("Renamed", "192.168.77.50")


async def test_the_published_tls_port_is_announced_with_the_authority(lan: Lan) -> None:
    words = ("answer", "18766", "Nest", "127.0.0.1", "8767", "19443")
    async with running(lan.desktop, "browse") as desktop, running(lan.server, *words) as appliance:
        await appliance.line()
        async with running(lan.server, "beacon", ADDRESS, "19443"):
            found = await desktop.sees("added")

    told = found.properties
    assert (found.port, told["port"]) == (19443, "18766")
    assert (told["proto"], told["fp"]) == ("https", "5e" * 32)


async def test_a_tls_port_that_is_not_published_is_not_announced(lan: Lan) -> None:
    words = ("answer", "18766", "Nest", "127.0.0.1", "8767")
    async with running(lan.desktop, "browse") as desktop, running(lan.server, *words) as appliance:
        await appliance.line()
        async with running(lan.server, "beacon", ADDRESS):
            found = await desktop.sees("added")

    assert (found.port, found.properties["proto"], found.properties["fp"]) == (18766, "http", "")


async def test_ipv6_is_announced_only_where_the_port_is_published_on_it(lan: Lan) -> None:
    async with (
        running(lan.desktop, "browse") as desktop,
        running(lan.server, "beacon", ADDRESS),
    ):
        async with running(lan.server, "answer", "18766", "Nest", "0.0.0.0"):
            first = await desktop.sees("added")
        async with running(lan.server, "answer", "18766", "Nest", "::"):
            again = await desktop.sees("added")

    assert first.addresses == ["192.168.77.1"]
    assert [text.startswith("fe80::") for text in again.addresses] == [False, True]


@pytest.mark.parametrize(("given", "enabled"), [({}, False), ({SWITCH: "true"}, True)])
def test_a_container_that_nobody_can_hear_is_quiet_unless_told_otherwise(
    lan: Lan, *, given: dict[str, str], enabled: bool
) -> None:
    words = "import os; from medianest.settings import load; print(load(os.environ).mdns.enabled)"

    # As a container's, the only interface of this machine has its other end elsewhere.
    done = subprocess.run(
        ["ip", "netns", "exec", lan.server, sys.executable, "-c", words],
        env={**os.environ, "PYTHONPATH": "server", "MEDIANEST_CONTAINER": "1", **given},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == str(enabled)


def test_an_address_that_is_none_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "medianest", "beacon", "nas:8766"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "'nas:8766' is no address such as http://127.0.0.1:8766" in done.stderr
