"""Which backups may go: a pure rule over what the folder holds."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

from medianest.backups.folder import Kept

# Of those that the program makes before it changes something itself.
_BEFORE = 3


def superfluous(kept: Sequence[Kept], *, daily: int, weekly: int, at: datetime) -> list[Kept]:
    """Those of `kept`, the latest first, that the next ones have made unnecessary.

    Stay: each nightly one that is the latest of its day or of its week, for so many days and weeks
    that have one; the last three from before an upgrade, and from before a restore; all that a
    person made or brought. One that proved bad takes nobody's place, and goes once a later one is
    better. One from later than `at` stays and takes nobody's place either: the clock was wrong, and
    is perhaps wrong now.
    """
    kept = [one for one in kept if one.made_at <= at]
    sound = [one for one in kept if one.state != "bad"]
    newest = sound[0].made_at if sound else None
    nightly = [one for one in sound if one.reason == "nightly"]
    staying = {
        *_latest_of_each(nightly, lambda one: one.made_at.date(), most=daily),
        *_latest_of_each(nightly, lambda one: one.made_at.isocalendar()[:2], most=weekly),
        *_names([one for one in sound if one.reason == "before-upgrade"][:_BEFORE]),
        *_names([one for one in sound if one.reason == "before-restore"][:_BEFORE]),
        *_names([one for one in kept if one.reason in {"manual", "uploaded"}]),
        *_names([one for one in kept if newest is None or one.made_at > newest]),
    }
    return [one for one in kept if one.name not in staying]


def _latest_of_each(
    kept: Sequence[Kept], period: Callable[[Kept], Hashable], *, most: int
) -> set[str]:
    latest: dict[Hashable, str] = {}
    for one in kept:
        if len(latest) == most and period(one) not in latest:
            break
        latest.setdefault(period(one), one.name)
    return set(latest.values())


def _names(kept: Sequence[Kept]) -> set[str]:
    return {one.name for one in kept}
