"""What a release is called, and which of several is the newest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from medianest import IMAGE, __version__

_TAG = "MEDIANEST_RELEASE_TAG"
_LONGEST_VERSION = 100


@dataclass(frozen=True, slots=True)
class Release:
    """A release by its version, and by the tag that its image carries."""

    version: str
    tag: str

    @property
    def image(self) -> str:
        """What to put behind `docker run` to get it."""
        return f"{IMAGE}:{self.tag}"


def this_release(environment: Mapping[str, str]) -> Release:
    """The one that runs; an image knows its tag, all else goes by the version."""
    return Release(__version__, environment.get(_TAG) or __version__)


def age(version: str) -> Version:
    """By what releases are ordered, wherever that is asked; zero for what is no version.

    Builds of one version, which differ behind a `+`, are equally old.
    """
    try:
        # Longer ones are no release's, and Python refuses numbers of thousands of digits.
        return Version(Version(version[:_LONGEST_VERSION]).public)
    except InvalidVersion:
        return Version("0")


def newest(releases: Iterable[Release]) -> Release | None:
    """The highest version; of several builds of it, the one that came last."""
    latest: Release | None = None
    for one in releases:
        if latest is None or age(one.version) >= age(latest.version):
            latest = one
    return latest
