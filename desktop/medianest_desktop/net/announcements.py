"""What is announced, when more of it comes than a household can have.

Anybody in the network may announce what they like, and as much. So a host gets a few places, not
all; and once it is crowded, only those are listed that were asked and answered as what they claim
to be. What has not answered keeps its place until another one needs it.
"""

from collections.abc import Callable

from medianest_desktop.net.found import Found, together

_MOST = 256
_MOST_OF_A_HOST = 8
# On top of all others: claims of the one id that this client looks for.
_MOST_EXPECTED = 32
# A household has few: up to here all are listed, and none is asked.
_CROWDED = 16


class Announcements:
    """By the names under which they are announced; bounded, and fair to each host."""

    def __init__(self) -> None:
        self._all: dict[str, Found] = {}
        self._holds: dict[str, bool] = {}
        """Who was asked, and whether they are what they claim to be."""
        self.expected: Callable[[], str] = str
        """The id of the appliance that is wanted before all others; "" is none."""

    @property
    def crowded(self) -> bool:
        """Whether there are too many to believe."""
        return len(self._all) > _CROWDED

    @property
    def unasked(self) -> list[str]:
        """The names of those that nobody has asked, the expected one first."""
        names = [name for name in self._all if name not in self._holds]
        return sorted(names, key=lambda name: not self._is_expected(self._all[name]))

    @property
    def listed(self) -> tuple[Found, ...]:
        """Those to show; two may bear one name, or claim one id."""
        unique: dict[tuple[str, str, str, int], Found] = {}
        for name, each in self._all.items():
            if not (self._holds.get(name, not self.crowded) or self._is_expected(each)):
                continue
            key = (each.id, each.fingerprint, each.scheme, each.port)
            unique[key] = together(unique[key], each) if key in unique else each
        return tuple(sorted(unique.values(), key=lambda each: (each.name.lower(), each.id)))

    def get(self, name: str) -> Found | None:
        """What is announced under `name`."""
        return self._all.get(name)

    def add(self, name: str, found: Found) -> bool:
        """Keep what is announced under `name` now; False if there is no place for it."""
        # Changed, it has its place and is asked anew.
        self.remove(name)
        if not self._has_room(found):
            return False
        self._all[name] = found
        return True

    def remove(self, name: str) -> bool:
        """Forget what was announced under `name`; False if nothing was."""
        self._holds.pop(name, None)
        return self._all.pop(name, None) is not None

    def judge(self, name: str, found: Found, *, holds: bool) -> None:
        """Note what `found` has answered, if it is still what is announced under `name`."""
        if self._all.get(name) == found:
            self._holds[name] = holds

    def _has_room(self, found: Found) -> bool:
        for host in found.hosts:
            here = [name for name, each in self._all.items() if host in each.hosts]
            if len(here) >= _MOST_OF_A_HOST and not self._make_room(here):
                return False
        most = _MOST + _MOST_EXPECTED if self._is_expected(found) else _MOST
        return len(self._all) < most or self._make_room(list(self._all))

    def _make_room(self, among: list[str]) -> bool:
        """Give up one that has not answered as what it claims to be."""
        liar = next((name for name in among if self._holds.get(name) is False), None)
        return liar is not None and self.remove(liar)

    def _is_expected(self, found: Found) -> bool:
        return found.id == self.expected()
