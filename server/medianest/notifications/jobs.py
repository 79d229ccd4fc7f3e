"""Background work of the notifications."""

from datetime import timedelta

import structlog

from medianest.infra.jobs import Run, Schedule
from medianest.notifications.service import Notifications

log = structlog.get_logger()


def schedules(notifications: Notifications, *, keep: timedelta) -> list[Schedule]:
    """What recurs: old notifications and their delivery log are forgotten once a day."""

    async def forget(_: Run) -> None:
        log.info("notifications_forgotten", count=await notifications.forget_older(keep))

    return [Schedule(name="notifications.forget", every=timedelta(days=1), run=forget)]
