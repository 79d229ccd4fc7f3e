"""The catalogue over HTTP."""

from medianest.catalog.routes._asked import Accepted, Language, Region
from medianest.catalog.routes._router import router

__all__ = ["Accepted", "Language", "Region", "router"]
