"""Remembers where the proxy listened last."""

from pathlib import Path

import structlog
from msgspec import Struct

from medianest_desktop.store import JsonFile

log = structlog.get_logger()


class _Port(Struct, frozen=True):
    number: int = 0


class KeptPort:
    """The proxy's port from start to start: what the dashboard keeps in the window hangs on it."""

    def __init__(self, folder: Path) -> None:
        self._file = JsonFile(folder / "proxy.json", _Port)

    @property
    def last(self) -> int:
        """The port of last time, 0 if there was none."""
        return (self._file.load() or _Port()).number

    def keep(self, number: int) -> None:
        """Remember `number`; a disk that refuses costs no more than what the window keeps."""
        try:
            self._file.save(_Port(number))
        except OSError as failure:
            log.warning("port_not_kept", reason=repr(failure))
