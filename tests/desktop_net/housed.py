"""Who lives in the home: an appliance, a client without a screen, somebody who attacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from tests.desktop_net.attacker import Wish
from tests.desktop_net.home import Machine
from tests.desktop_net.spoken import Line, Spoken, spoken
from tests.support.appliance import Appliance

TLS_PORT = 8767


@contextmanager
def appliance_on(machine: Machine, folder: Path, **settings: str) -> Iterator[Appliance]:
    """An appliance with an owner that listens to the LAN and announces itself."""
    chosen = {
        "MEDIANEST__SERVER__HOST": "0.0.0.0",
        "MEDIANEST__SERVER__TLS_PORT": str(TLS_PORT),
        "MEDIANEST__MDNS__ENABLED": "true",
        **settings,
    }
    folder.mkdir(parents=True, exist_ok=True)
    with machine.inside():
        running = Appliance(folder, **chosen).start()
        running.set_up()
    try:
        yield running
    finally:
        with machine.inside():
            running.stop()


def id_of(machine: Machine, appliance: Appliance) -> str:
    with machine.inside(), appliance.client() as anybody:
        told: str = anybody.get("/info").json()["instanceId"]
    return told


def fingerprint_of(machine: Machine, appliance: Appliance) -> str:
    with machine.inside(), appliance.client() as anybody:
        told: str = anybody.get("/info").json()["tls"]["fingerprint"]
    return told


def type_code(machine: Machine, appliance: Appliance, code: str) -> int:
    """What the owner does in the dashboard; the status of the answer."""
    with machine.inside(), appliance.owner() as owner:
        return owner.post("/auth/pairing/confirm", json={"code": code}).status_code


@contextmanager
def client_on(machine: Machine, folder: Path) -> Iterator["Client"]:
    """The client without its window; what it keeps is in `folder`, for the next start, too."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {
        "PYTHONPATH": "desktop:.",
        "HOME": str(folder),
        "MEDIANEST_DESKTOP_HOME": str(folder / "client"),
        "PYTHON_KEYRING_BACKEND": "tests.desktop_net.ring.FileRing",
        "TEST_KEYRING": str(folder / "ring.json"),
    }
    with spoken(machine, ["tests.desktop_net.headless"], folder / "client.log", env) as running:
        yield Client(running)


class Client:
    """What the client says of itself."""

    def __init__(self, running: Spoken) -> None:
        self.spoken = running

    def finds(self, appliance_id: str, *, within: float = 20) -> Line:
        """The announcement of this appliance as it is now, as soon as it was heard."""

        def fits(line: Line) -> bool:
            every = line.get("found", [])
            return any(one["id"] == appliance_id for one in every)

        line = self.spoken.hear(fits, what=f"{appliance_id} is found", within=within)
        [first, *_] = [one for one in line["found"] if one["id"] == appliance_id]
        announced: Line = first
        return announced

    def is_(self, state: str, *, since: int = 0, within: float = 30) -> Line:
        """The first line from `since` that tells of this state."""
        what = f"the state {state!r}"
        fits = lambda line: line["what"] == "state" and line["state"] == state  # noqa: E731  one use
        return self.spoken.hear(fits, what=what, within=within, since=since)

    def said(self) -> int:
        """How many lines it has said by now; later ones have this number or a higher one."""
        return len(self.spoken.heard())

    def code(self, target: str) -> str:
        """Begin to pair with what was found under this id, or typed; the code it shows."""
        since = self.said()
        self.spoken.tell(do="pair", target=target)
        told = self.spoken.hear(
            lambda line: line["what"] in {"code", "unreachable"}, what="a code", since=since
        )
        assert told["what"] == "code", told
        shown: str = told["code"]
        return shown

    def fails_to_reach(self, target: str) -> Line:
        since = self.said()
        self.spoken.tell(do="pair", target=target)
        return self.spoken.hear(
            lambda line: line["what"] == "unreachable", what="why it failed", since=since
        )

    def fetch(self, path: str) -> Line:
        """Ask the appliance through the connection; `status` 0 if there is none."""
        since = self.said()
        self.spoken.tell(do="fetch", path=path)
        return self.spoken.hear(
            lambda line: line["what"] == "fetched", what="an answer", since=since
        )


def pair(client: Client, machine: Machine, appliance: Appliance, target: str) -> None:
    """The whole of it: a code is shown, typed into the dashboard, and the client is signed in."""
    code = client.code(target)
    assert type_code(machine, appliance, code) == 200
    client.is_("connected")


@contextmanager
def attacker_on(machine: Machine, folder: Path, wish: Wish) -> Iterator[Spoken]:
    words = ["tests.desktop_net.attacker", msgspec.json.encode(wish).decode()]
    env = {"PYTHONPATH": "."}
    with spoken(machine, words, folder / "attacker.log", env) as running:
        running.hear(lambda line: line["what"] == "ready", what="the attacker is ready")
        yield running


def authority_of(machine: Machine, appliance: Appliance) -> str:
    """The real one's authority, which anybody may have."""
    with machine.inside(), appliance.client() as anybody:
        return anybody.get("/ca.pem").text


def stolen(attacker: Spoken) -> list[str]:
    """Every secret that came by."""
    return [line["authorization"] for line in attacker.heard() if line.get("authorization")]
