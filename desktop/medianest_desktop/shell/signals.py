"""Hears that the session ends, even while the toolkit's loop runs and Python does not."""

import signal
import socket
import threading
from collections.abc import Callable

_WANTED = [
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
]


def on_end(asked: Callable[[], None]) -> None:
    """Call `asked`, once, when the system or a terminal asks to end; on whatever thread.

    To be called on the main thread, after libraries have set signals of their own.
    """
    first = threading.Lock()

    def once(*_: object) -> None:
        if first.acquire(blocking=False):
            threading.Thread(target=asked, name="asked-to-end", daemon=True).start()

    # Python runs its handlers between two steps of its own, which some toolkits' loops never let
    # it take; and a byte that it writes at once elsewhere, which other toolkits take for
    # themselves. One of the two is heard.
    for wanted in _WANTED:
        signal.signal(wanted, once)
    hears, tells = socket.socketpair()
    tells.setblocking(False)  # noqa: FBT003 - the standard library wants it so
    signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    _kept.append(tells)
    threading.Thread(target=_wait, args=(hears, once), name="signals", daemon=True).start()


def _wait(hears: socket.socket, once: Callable[[], None]) -> None:
    while heard := hears.recv(1):
        if heard[0] in _WANTED:
            once()


# Closed by the end of the process alone: the system writes to it at any moment.
_kept: list[socket.socket] = []
