"""The rules of submitting, watching and steering downloads."""

from dataclasses import dataclass

from medianest.downloads.quotas.service import Quotas
from medianest.downloads.service._looking import Looking
from medianest.downloads.service._media import MediaFiles
from medianest.downloads.service._removing import Removing
from medianest.downloads.service._shown import Shown
from medianest.downloads.service._steering import Steering
from medianest.downloads.service._submitting import Submitting

__all__ = [
    "Downloads",
    "Looking",
    "MediaFiles",
    "Removing",
    "Shown",
    "Steering",
    "Submitting",
]


@dataclass(frozen=True, slots=True)
class Downloads:
    """What people can do with downloads, by what it is."""

    submitting: Submitting
    shown: Shown
    steering: Steering
    removing: Removing
    quotas: Quotas
