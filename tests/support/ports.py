"""Ports that nothing else on this machine is given meanwhile.

One of those that the system hands out may go to anybody else before a program listens there, or
while that program is killed and started again; and two workers of a run may be told the same.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from itertools import count

# Below what Linux, macOS and Windows hand out by themselves.
LOWEST, HIGHEST = 10_000, 32_000
_WORKERS = 8
_SHARE = (HIGHEST - LOWEST) // _WORKERS


def free_port() -> int:
    """A port of 127.0.0.1 where nobody listens, never told again by this process."""
    return next(port for port in _PORTS if _is_free(port))


def _share() -> Iterator[int]:
    """The ports of this worker, from somewhere among them: other runs may go on beside this one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", f"gw{os.getpid()}").removeprefix("gw")
    first = LOWEST + int(worker) % _WORKERS * _SHARE
    return (first + number % _SHARE for number in count(secrets.randbelow(_SHARE)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


_PORTS = _share()
