"""What published files are called: names that every file system takes and Plex understands."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from medianest.downloads.ytdlp.wire import VideoInfo

# Windows' Plex skips whole paths of 260 characters, so names stay short.
_LONGEST_TITLE: Final = 120
_LONGEST_ID: Final = 40
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# Plex would read "s2 e4" or "2x04" of a title as the number of an episode.
_FULL_WIDTH: Final = str.maketrans("0123456789", "".join(chr(0xFF10 + n) for n in range(10)))


def tame(text: str, *, longest: int = _LONGEST_TITLE) -> str:
    """`text` as one component of a path, at most `longest` bytes; never empty."""
    normal = unicodedata.normalize("NFC", text)
    visible = "".join(sign for sign in normal if unicodedata.category(sign) not in {"Cc", "Cs"})
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", visible)).strip()
    short = plain.encode()[:longest].decode(errors="ignore").strip(". ")
    if _RESERVED.fullmatch(short):
        short = f"_{short}"
    return short or "untitled"


def published_on(video: VideoInfo, fallback: datetime) -> datetime:
    """The day that counts as the video's own."""
    if video.published is None:
        return fallback
    try:
        return datetime.fromtimestamp(video.published, UTC)
    except (OverflowError, ValueError, OSError):
        return fallback


@dataclass(frozen=True, slots=True)
class FilmName:
    """The form for a library of films or other videos: a folder for each."""

    video: VideoInfo

    def path(self, suffix: str, copy: int) -> PurePosixPath:
        """Where it goes; `copy` counts up from 1 where names clash."""
        more = f" ({copy})" if copy > 1 else ""
        name = f"{tame(self.video.title)} [{tame(self.video.id, longest=_LONGEST_ID)}]{more}"
        return PurePosixPath(name, f"{name}{suffix}")


@dataclass(frozen=True, slots=True)
class EpisodeName:
    """The form for a library of shows: the channel is the show, the year its season."""

    video: VideoInfo
    season: int
    episode: int

    @property
    def show(self) -> str:
        """The folder of the show."""
        return show_of(self.video)

    def path(self, suffix: str, copy: int) -> PurePosixPath:
        """Where it goes; the stored number of the episode already makes it unique."""
        title = tame(self.video.title, longest=80).translate(_FULL_WIDTH)
        short_id = tame(self.video.id, longest=_LONGEST_ID)
        more = f" ({copy})" if copy > 1 else ""
        channel = tame(self.video.channel or self.video.site, longest=60)
        number = f"s{self.season}e{self.episode:06d}"
        name = f"{channel} - {number} - {title} [{short_id}]{more}{suffix}"
        return PurePosixPath(self.show, f"Season {self.season}", name)


def show_of(video: VideoInfo) -> str:
    """The name of the show that a video's channel becomes."""
    channel = tame(video.channel or video.site, longest=60)
    short_id = tame(video.channel_id, longest=_LONGEST_ID) if video.channel_id else ""
    return f"{channel} [{short_id}]" if short_id else channel


Name = FilmName | EpisodeName
