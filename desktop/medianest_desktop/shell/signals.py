"""Hears that the session ends, even while the toolkit's loop runs and Python does not."""

import signal
import socket
import threading
from collections.abc import Callable

_WANTED = ("SIGTERM", "SIGINT", "SIGHUP")


def on_end(asked: Callable[[], None]) -> None:
    """Call `asked`, on a thread of its own, when the system or a terminal asks to end.

    To be called on the main thread, after libraries have set signals of their own.
    """
    # Python runs its handlers between two of its own steps, which a toolkit's loop in C may not
    # take for hours. The byte that it writes here at once is read by a thread that waits for it.
    hears, tells = socket.socketpair()
    tells.setblocking(False)  # noqa: FBT003 - the standard library's signature
    for name in _WANTED:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)
    signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    _kept.append(tells)

    def wait() -> None:
        wanted = {int(getattr(signal, name)) for name in _WANTED if hasattr(signal, name)}
        while heard := hears.recv(1):
            if heard[0] in wanted:
                asked()
                return

    threading.Thread(target=wait, name="signals", daemon=True).start()


# Closed by the end of the process alone: the system writes to it at any moment.
_kept: list[socket.socket] = []
