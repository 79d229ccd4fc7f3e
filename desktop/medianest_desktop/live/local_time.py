"""The household's clock: when it is quiet, and when tomorrow begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from medianest_desktop.settings import QuietHours

_MORNING = time(7)
# Who pauses at two in the night until tomorrow means after waking up.
_STILL_NIGHT = time(4)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Reads `clock` in `zone`; None is the zone of this computer, as it is at each moment."""

    clock: Callable[[], datetime] = now
    zone: tzinfo | None = None

    def now(self) -> datetime:
        """The present moment on the wall."""
        return self.clock().astimezone(self.zone)

    def shown(self, at: datetime) -> str:
        """The time of day of `at`, as 17:05."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def is_quiet(self, hours: QuietHours) -> bool:
        """Whether the clock on the wall is within `hours`.

        The wall decides on the days of summer time too: an hour that comes twice is quiet twice.
        Equal ends mean the whole day.
        """
        if not hours.on:
            return False
        start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
        wall = self.now().time()
        if start < end:
            return start <= wall < end
        return wall >= start or wall < end

    def tomorrow(self) -> datetime:
        """The coming morning: tomorrow's, or today's for those who are still up at night."""
        here = self.now()
        day = here.date() if here.time() < _STILL_NIGHT else here.date() + timedelta(days=1)
        wall = datetime.combine(day, _MORNING)
        return wall.astimezone() if self.zone is None else wall.replace(tzinfo=self.zone)
