"""The qualities that a person can choose from."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_FOR_EVERY_PLAYER: Final = ("vcodec:h264", "acodec:m4a", "ext:mp4:m4a")
_BEST: Final = "bv*+ba/b"


@dataclass(frozen=True, slots=True)
class Profile:
    """A quality by name; `format` and `sort` are yt-dlp's."""

    name: str
    label: str
    format: str = _BEST
    sort: tuple[str, ...] = ()
    audio_only: bool = False

    @classmethod
    def plain(cls) -> "Profile":
        """Whatever the site offers; for looking only."""
        return cls("plain", "Any")


def _video(height: int, label: str) -> Profile:
    return Profile(f"video-{height}p", label, sort=(f"res:{height}", *_FOR_EVERY_PLAYER))


PROFILES: Final = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            _video(1080, "1080p MP4"),
            _video(2160, "2160p (4K) MP4"),
            _video(720, "720p MP4"),
            Profile("audio", "Sound only (M4A)", "ba/b", ("acodec:m4a",), audio_only=True),
        )
    }
)
