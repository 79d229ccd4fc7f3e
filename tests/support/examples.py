"""Invented examples that a claim is tried on: the same each time, however slow the machine is."""

from hypothesis import HealthCheck, settings


def tried(most: int = 100) -> settings:
    """On `most` of them; by itself the library gives each a fifth of a second."""
    return settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
