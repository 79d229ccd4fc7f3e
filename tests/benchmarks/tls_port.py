"""What the second port, with TLS, costs the server: private memory and threads."""

import time

import psutil
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance
from tests.benchmarks.report import Figure
from tests.support.appliance import free_port

_SETTLED = 10.0
_MIB = 2**20


def measure(place: Place, settled: float = _SETTLED) -> list[Figure]:
    """The serving process with the port and without it, each `settled` seconds after its start."""
    without = _cost(place, "without-tls", 0, settled)
    with_port = _cost(place, "with-tls", free_port(), settled)
    against = "the same server with server.tls_port = 0"
    return [
        Figure(
            name=f"server with TLS port, {what}",
            value=with_port[what],
            unit=unit,
            baseline=without[what],
            against=against,
        )
        for what, unit in (("private memory", "MiB"), ("threads", ""))
    ]


def _cost(place: Place, name: str, port: int, settled: float) -> dict[str, float]:
    with appliance(place.folder(name), MEDIANEST__SERVER__TLS_PORT=str(port)) as served:
        time.sleep(settled)
        process = psutil.Process(served.pid)
        return {
            "private memory": process.memory_full_info().uss / _MIB,
            "threads": float(process.num_threads()),
        }
