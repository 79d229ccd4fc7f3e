"""The side of the client that has no screen: finding, trusting, listening, serving the window."""

from medianest_desktop.engine.engine import Engine
from medianest_desktop.engine.front import Front

__all__ = ["Engine", "Front"]
