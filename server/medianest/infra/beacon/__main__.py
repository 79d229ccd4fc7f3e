"""The beacon as a process of its own: `python -m medianest.infra.beacon ADDRESS [TLS_PORT]`.

It stands apart from the command line because that knows the whole appliance, which takes three
times as much memory.
"""

import asyncio
import signal
import sys

from medianest.infra import logs
from medianest.infra.beacon import Beacon

_WRONG_USE = 2


async def shine(beacon: Beacon) -> None:
    """Shine until the process is told to stop."""
    async with asyncio.TaskGroup() as group:
        shining = group.create_task(beacon.shine())
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, shining.cancel)


def main(address: str, tls_port: str = "") -> int:
    """Announce the appliance at `address`: 0 told to stop, 2 no such address or port."""
    try:
        beacon = Beacon(address, int(tls_port) if tls_port else None)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - for the person who started it
        return _WRONG_USE
    logs.configure()
    asyncio.run(shine(beacon))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
