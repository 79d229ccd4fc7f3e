"""Background work that survives crashes: jobs, queues, schedules. See the README beside this."""

from medianest.infra.jobs._graves import JobFailed
from medianest.infra.jobs._jobs import Jobs
from medianest.infra.jobs._kinds import (
    GiveUpError,
    JobKind,
    Nothing,
    RetryLaterError,
    Run,
    Schedule,
)
from medianest.infra.jobs._rows import JobRow, QueueRow, ScheduleRow, State
from medianest.infra.jobs._session import Timing
from medianest.infra.jobs._upkeep import upkeep
from medianest.infra.jobs._worker import Worker

__all__ = [
    "GiveUpError",
    "JobFailed",
    "JobKind",
    "JobRow",
    "Jobs",
    "Nothing",
    "QueueRow",
    "RetryLaterError",
    "Run",
    "Schedule",
    "ScheduleRow",
    "State",
    "Timing",
    "Worker",
    "upkeep",
]
