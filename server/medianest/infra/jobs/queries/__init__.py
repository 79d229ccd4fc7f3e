"""Every statement about jobs, schedules and queues."""

from medianest.infra.jobs.queries import _asking, _schedules, _working

__all__ = ["asking", "schedules", "working"]

asking = _asking
schedules = _schedules
working = _working
