"""What to do when the appliance cannot repeat all that was missed: read the inbox instead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.frames import Inbox, Notification
from medianest_desktop.net.api import API

log = structlog.get_logger()

_PATH = f"{API}/notifications"
_MOST_PAGES = 5
_NO_TIME: Final = timedelta()
# More than anybody wants to be told, where a clock has jumped.
_LONGEST: Final = timedelta(days=365)


def beginning(at: datetime, *, paired_for: timedelta) -> datetime:
    """When this computer was paired, by the appliance's clock, which shows `at` now.

    `paired_for` is measured here, so two clocks that disagree do no harm.
    """
    return at - min(max(paired_for, _NO_TIME), _LONGEST)


async def missed(
    appliance: Appliance, *, since: datetime | None, is_known: Callable[[str], bool]
) -> list[Notification]:
    """What the person was told after `since` and is not known here, oldest first.

    Looks at the latest 500 at most. Raises NotConnectedError, RefusedError.
    """
    found = list[Notification]()
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await _page(appliance, cursor)
        new = [one for one in page.items if not is_known(one.id) and _is_after(one, since)]
        found += new
        cursor = page.next_cursor
        # Where nothing is new, what lies behind it is not either.
        if not new or cursor is None:
            break
    log.info("events_caught_up", notifications=len(found))
    return found[::-1]


async def _page(appliance: Appliance, cursor: str | None) -> Inbox:
    params = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
    answer = await appliance.request("GET", _PATH, params=params)
    try:
        return msgspec.convert(answer, Inbox)
    except msgspec.ValidationError as wrong:
        log.warning("inbox_not_understood", reason=str(wrong))
        return Inbox([])


def _is_after(one: Notification, since: datetime | None) -> bool:
    return since is None or one.created_at >= since
