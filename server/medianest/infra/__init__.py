"""The outside world: database, jobs, live events, other services, the machine."""
