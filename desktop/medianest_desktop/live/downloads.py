"""The downloads that run, as far as the person may see them."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, structs

from medianest_desktop.live.frames import Download, Moving

_RUNS: Final = frozenset(
    {"queued", "probing", "downloading", "processing", "publishing", "scanning"}
)
_LISTED: Final = _RUNS | {"paused"}
_MOST: Final = 200


class Running(Struct, frozen=True):
    """A download in the list: `percent` is 0..100, `left` in seconds, None while nobody knows."""

    id: str
    title: str
    state: str
    percent: float | None = None
    left: float | None = None


class Downloads:
    """Follows what is fetched."""

    def __init__(self) -> None:
        self._running: dict[str, Running] = {}
        self._touched = set[str]()

    @property
    def listed(self) -> tuple[Running, ...]:
        """All that are not over, paused ones too."""
        return tuple(self._running.values())

    @property
    def at_work(self) -> int:
        """How many of them go on."""
        return sum(one.state in _RUNS for one in self._running.values())

    def begin(self) -> None:
        """A list is on its way: what events say from now on is newer than that."""
        self._touched.clear()

    def load(self, found: Sequence[Download]) -> None:
        """Take over the list, but for what events have said since `begin`."""
        newer = {key: one for key, one in self._running.items() if key in self._touched}
        older = {one.id: _running(one) for one in found if one.id not in self._touched}
        self._running = {**older, **newer}

    def updated(self, now: Download) -> None:
        """A download is in another state."""
        self._touch(now.id)
        self._running.pop(now.id, None)
        if now.state in _LISTED and len(self._running) < _MOST:
            self._running[now.id] = _running(now)

    def moved(self, now: Moving) -> None:
        """A download has come further; one that is not in the list yet waits for its title."""
        known = self._running.get(now.id)
        if known is not None and now.state in _LISTED:
            self._running[now.id] = structs.replace(
                known, state=now.state, percent=now.percent, left=now.eta
            )

    def gone(self, download: str) -> None:
        """A download is over, or was removed."""
        self._touch(download)
        self._running.pop(download, None)

    def clear(self) -> None:
        """Nothing is known."""
        self._running.clear()

    def _touch(self, download: str) -> None:
        # Only asked about for the moment that a list is under way.
        if len(self._touched) < _MOST:
            self._touched.add(download)


def _running(one: Download) -> Running:
    progress = one.progress
    return Running(
        id=one.id,
        title=one.title or one.url,
        state=one.state,
        percent=progress.percent if progress else None,
        left=progress.eta if progress else None,
    )
