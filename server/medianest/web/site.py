"""What the routes of this slice share."""

from dataclasses import dataclass

from medianest.web.bundle import Bundle
from medianest.web.doors import Doors
from medianest.web.pages import PlainPages


@dataclass(frozen=True, slots=True)
class Site:
    """The built dashboard if there is one, the plain pages, and the ways in."""

    bundle: Bundle | None
    pages: PlainPages
    doors: Doors
