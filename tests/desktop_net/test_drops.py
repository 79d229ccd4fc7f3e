"""Sleep, drops and restarts: what happened meanwhile is told, and told once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.desktop_net.home import Home, Machine
from tests.desktop_net.housed import Client, appliance_on, client_on, id_of, pair
from tests.support.appliance import Appliance
from tests.support.telling import tell

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"
MANY = 200


@dataclass(frozen=True)
class Together:
    server: Machine
    desk: Machine
    nest: Appliance
    client: Client
    owner: str

    def told(self, count: int, name: str = "Event {}") -> list[str]:
        """Have the owner told so many things; their titles."""
        every = tell(self.nest.data_dir, self.owner, count, title=name.format)
        return [one.title for one in every]


@contextmanager
def together(lan: Home, folder: Path) -> Iterator[Together]:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    with appliance_on(server, folder / "nest") as nest:
        with server.inside(), nest.owner() as owner:
            person = owner.get("/auth/session").json()["user"]["id"]
        with client_on(desk, folder) as client:
            client.finds(id_of(server, nest))
            # Alerts in a burst would be one; here each is counted.
            client.spoken.tell(do="each")
            pair(client, server, nest, id_of(server, nest))
            yield Together(server, desk, nest, client, person)


def arrived(client: Client, last: str, *, within: float = 60) -> list[str]:
    """The titles of all alerts, once `last` was raised."""
    fits = lambda line: line["what"] == "alert" and line["title"] == last  # noqa: E731  one use
    client.spoken.hear(fits, what=last, within=within)
    return [line["title"] for line in client.spoken.heard() if line["what"] == "alert"]


def listening(client: Client) -> None:
    # Nothing else: `attention` is also what a client says that is not paired.
    client.spoken.hear(
        lambda line: line["what"] == "face" and line["status"] == "ok",
        what="events are heard",
        within=60,
    )


@pytest.mark.parametrize("when", ["listening", "just_paired"])
def test_what_happened_while_the_computer_slept_arrives_once(
    lan: Home, tmp_path: Path, when: str
) -> None:
    with together(lan, tmp_path) as home:
        if when == "listening":
            listening(home.client)
        home.client.spoken.process.send_signal(signal.SIGSTOP)
        try:
            told = home.told(MANY)
        finally:
            home.client.spoken.process.send_signal(signal.SIGCONT)

        seen = arrived(home.client, told[-1])

    assert [title for title in seen if title in set(told)] == told


def test_what_happened_while_the_client_was_not_running_arrives_once(
    lan: Home, tmp_path: Path
) -> None:
    with together(lan, tmp_path) as home:
        listening(home.client)
        first = home.told(1, "Before {}")
        arrived(home.client, first[0])
        home.client.spoken.process.terminate()
        home.client.spoken.process.wait()
        told = home.told(MANY)
        with client_on(home.desk, tmp_path) as again:
            seen = arrived(again, told[-1])

    assert [title for title in seen if title.startswith("Event")] == told
    assert first[0] not in seen


def test_what_happened_while_the_cable_was_out_arrives_once(lan: Home, tmp_path: Path) -> None:
    with together(lan, tmp_path) as home:
        listening(home.client)
        home.desk.unplug()
        told = home.told(MANY)
        home.desk.plug()

        seen = arrived(home.client, told[-1], within=90)

    assert [title for title in seen if title in set(told)] == told


@pytest.mark.timeout(420)
def test_twenty_restarts_of_the_appliance_lose_and_repeat_nothing(
    lan: Home, tmp_path: Path
) -> None:
    with together(lan, tmp_path) as home:
        listening(home.client)
        told: list[str] = []
        for turn in range(20):
            told += home.told(2, f"Turn {turn} before {{}}")
            with home.server.inside():
                # A crash now and then, as well as the ends that were asked for.
                home.nest.kill() if turn % 5 == 4 else home.nest.stop()
                home.nest.start()
            told += home.told(2, f"Turn {turn} after {{}}")

        seen = arrived(home.client, told[-1])

    assert [title for title in seen if title in set(told)] == told
