"""Hands a service that was built at the start to every handler that asks for it by name."""

from litestar.di import Provide


def provided(service: object) -> Provide:
    """Make the dependency that is always `service`."""
    return Provide(lambda: service, sync_to_thread=False)
