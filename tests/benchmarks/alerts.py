"""How long after a commit on the server the desktop client has an alert dispatched."""

import json
import threading
import time

from tests.benchmarks.fan_out import percentile
from tests.benchmarks.place import Place
from tests.benchmarks.processes import PromptAppliance, appliance
from tests.benchmarks.report import Figure
from tests.desktop_net.home import Here
from tests.desktop_net.housed import Client, client_on, pair
from tests.support.appliance import free_port
from tests.support.main_job import watch
from tests.support.telling import Told, tell
from websockets.exceptions import ConnectionClosed

_EVENTS, _PAUSE = 150, 0.15
_AIM_MS = 300.0
_WARM = 5


def measure(place: Place) -> list[Figure]:
    folder, tls = place.folder("alerts"), free_port()
    with appliance(folder, MEDIANEST__SERVER__TLS_PORT=str(tls)) as served:
        owner = served.set_up()
        with client_on(Here("here"), folder) as client:
            client.spoken.tell(do="each")
            pair(client, Here("here"), served, f"127.0.0.1:{tls}")
            client.spoken.hear(lambda line: line.get("status") == "ok", what="events are heard")
            raw, told = _told(served, owner)
            ours = _alerts(client, told)
    return _figures(ours, raw)


def _told(
    served: PromptAppliance, owner: dict[str, dict[str, str]]
) -> tuple[list[float], list[Told]]:
    """Tell the owner things; how long each took to a bare socket, and all that was told."""
    arrivals: dict[str, float] = {}
    with watch(served, owner["tokens"]["accessToken"]) as socket:

        def read() -> None:
            try:
                for frame in socket:
                    at, said = time.monotonic(), json.loads(frame)
                    if said["type"] == "notification":
                        arrivals[said["data"]["title"]] = at
            except ConnectionClosed:
                return

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        told = tell(served.data_dir, owner["user"]["id"], _EVENTS, pause=_PAUSE)
        time.sleep(1)
    reader.join(5)
    return [(arrivals[one.title] - one.committed) * 1000 for one in told[_WARM:]], told


def _alerts(client: Client, told: list[Told]) -> list[float]:
    last = told[-1].title
    client.spoken.hear(lambda line: line.get("title") == last, what=last)
    at = {line["title"]: line["at"] for line in client.spoken.heard() if line["what"] == "alert"}
    return [(at[one.title] - one.committed) * 1000 for one in told[_WARM:]]


def _figures(ours: list[float], raw: list[float]) -> list[Figure]:
    against = "the same frame at a bare socket"
    worst = percentile(ours, 99)
    return [
        Figure(
            name="desktop alert, p50",
            value=percentile(ours, 50),
            unit="ms",
            baseline=percentile(raw, 50),
            against=against,
            details={"events": _EVENTS, "way": "TLS on loopback, the client without its window"},
        ),
        Figure(
            name="desktop alert, p99",
            value=worst,
            unit="ms",
            baseline=percentile(raw, 99),
            against=against,
            aim=f"<= {_AIM_MS:.0f} ms",
            met=worst <= _AIM_MS,
        ),
    ]
