"""Every statement about jobs, schedules and queues."""

from medianest.infra.jobs.queries import asking, schedules, working

__all__ = ["asking", "schedules", "working"]
