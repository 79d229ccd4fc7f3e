"""`make bench`: measure everything, print a table, keep it as JSON."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tests.benchmarks import (
    alerts,
    fan_out,
    jobs,
    library,
    listing,
    loopback,
    machine,
    memory,
    pipeline,
    requests,
    starting,
    titles,
    tls_port,
)
from tests.benchmarks.place import Place, place
from tests.benchmarks.processes import ROOT
from tests.benchmarks.report import Figure, table, write

from medianest.infra import logs

FIGURES: Mapping[str, Callable[[Place], list[Figure]]] = {
    "start": starting.measure,
    "memory": memory.measure,
    "list": listing.measure,
    "pipeline": pipeline.measure,
    "events": fan_out.measure,
    "alerts": alerts.measure,
    "jobs": jobs.measure,
    "library": library.measure,
    "requests": requests.measure,
    "titles": titles.measure,
    "proxy": loopback.measure,
    "tls": tls_port.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *FIGURES], metavar="figure")
    chosen = parser.parse_args().names or list(FIGURES)
    # Asked to stop, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    facts = machine.facts()
    print("  ".join(f"{name} {fact}" for name, fact in facts.items()), "\n")
    logs.configure(level="warning")
    figures: list[Figure] = []
    try:
        with place() as where:
            for name in chosen:
                print(f"measuring {name} ...", file=sys.stderr, flush=True)
                figures += FIGURES[name](where)
    finally:
        # One that fails must not take the others with it.
        print(table(figures))
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        print(f"\n{write(ROOT / 'var' / 'bench', stamp, facts, figures)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
