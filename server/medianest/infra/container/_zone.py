"""The household's time zone."""

import os
import re
import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from medianest.infra.supervisor import OwnerMustActError

# The older way of saying it, with the rules in the name: CET-1CEST,M3.5.0,M10.5.0/3
_posix = re.compile(r":|(<[^>]+>|[A-Za-z]{3,})[+-]?\d").match


def apply_zone() -> None:
    """Make TZ hold for this process and all its children; an empty one counts as not given.

    The system takes any word and silently means UTC, so what it does not know is refused.
    """
    zone = os.environ.get("TZ", "").strip()
    if not zone:
        os.environ.pop("TZ", None)
    elif not (_is_known(zone) or _posix(zone)):
        raise OwnerMustActError(
            f"TZ={zone} is not a time zone. Give the name of a place, such as TZ=Europe/Berlin."
        )
    time.tzset()


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
