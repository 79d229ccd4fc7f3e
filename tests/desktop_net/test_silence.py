"""An appliance that is gone without a word is noticed; one that is slow is left in peace."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desktop_net.home import Home, Machine
from tests.desktop_net.housed import Client, appliance_on, client_on, id_of, pair
from tests.support.appliance import Appliance

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"
# The sum of what the client allows each step, which is what a person waits; and a slow machine.
_NOTICED_WITHIN = 8 + 4 + 3 + 5


@dataclass(frozen=True)
class Listening:
    """A client that hears events over the network, and whom it hears."""

    server: Machine
    desk: Machine
    nest: Appliance
    client: Client


@contextmanager
def listening(lan: Home, folder: Path) -> Iterator[Listening]:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, folder / "nest") as nest, client_on(desk, folder) as client:
        client.finds(id_of(server, nest))
        pair(client, server, nest, id_of(server, nest))
        client.spoken.hear(
            lambda line: line["what"] == "face" and line["status"] == "ok",
            what="events are heard",
            within=60,
        )
        yield Listening(server, desk, nest, client)


def _silent(home: Listening) -> None:
    """The machine's power is gone: no packet comes, and none says that none will."""
    for chain in ("INPUT", "OUTPUT"):
        home.server.run("iptables", "-A", chain, "-j", "DROP")
        home.server.run("ip6tables", "-A", chain, "-j", "DROP")


def _offline(line: dict[str, object]) -> bool:
    return line["what"] == "face" and line["status"] == "offline"


def test_an_appliance_that_is_gone_without_a_word_is_told_within_twenty_seconds(
    lan: Home, tmp_path: Path
) -> None:
    with listening(lan, tmp_path) as home:
        since, began = home.client.said(), time.monotonic()
        _silent(home)

        home.client.spoken.hear(_offline, what="offline", since=since, within=_NOTICED_WITHIN)

        print(f"noticed after {time.monotonic() - began:.1f} s")


def test_an_appliance_too_busy_to_answer_for_a_while_is_not_said_to_be_gone(
    lan: Home, tmp_path: Path
) -> None:
    with listening(lan, tmp_path) as home:
        assert home.nest.process
        since = home.client.said()
        # Its programs stand still; its kernel takes connections, as a busy machine's does.
        home.nest.process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(16)
        finally:
            home.nest.process.send_signal(signal.SIGCONT)
        assert home.client.fetch("/api/v1/info")["status"] == 200

        told = home.client.spoken.heard()[since:]

    assert not [line for line in told if line["what"] == "state" or _offline(line)]
