"""What the server and the fetching process say to one another."""

from typing import Final, Literal, NoReturn

import msgspec

DONE: Final = 0
FAILED: Final = 65
ORPHANED: Final = 70
CANCELLED: Final = 75

SMALL_PICTURE: Final = "small.jpg"

Stage = Literal["probing", "downloading", "processing"]


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the process may know; there is no way to hand it another option."""

    url: str
    folder: str
    proxy: str
    format: str = ""
    sort: tuple[str, ...] = ()
    audio_only: bool = False
    subtitles: tuple[str, ...] = ()
    generic_sites: bool = True
    only_look: bool = False
    most_bytes: int = 0
    socket_timeout: float = 20
    memory: int = 4 << 30


class VideoInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the site says about a video; times in seconds."""

    id: str
    site: str
    title: str
    channel: str = ""
    channel_id: str = ""
    description: str = ""
    duration: float | None = None
    published: float | None = None
    page: str = ""
    is_live: bool = False
    is_playlist: bool = False


class FetchedFile(msgspec.Struct, frozen=True, kw_only=True):
    """The verified result and what came with it; paths lie in the spec's folder."""

    path: str
    size: int
    duration: float
    width: int | None = None
    height: int | None = None
    picture: str | None = None
    subtitles: dict[str, str] = {}


class Probed(msgspec.Struct, frozen=True, tag="probed"):
    """The site has answered."""

    info: VideoInfo


class Pictured(msgspec.Struct, frozen=True, tag="pictured"):
    """There is a picture, and a small one called `SMALL_PICTURE` in the spec's folder."""


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """How far it is; sizes in bytes, `eta` in seconds.

    From now on it `copies` what was downloaded: until that is done, it lies on the disk twice.
    """

    stage: Stage
    downloaded: int = 0
    total: int | None = None
    speed: float | None = None
    eta: float | None = None
    copies: bool = False


class Done(msgspec.Struct, frozen=True, tag="done"):
    """It is there, whole and playable."""

    file: FetchedFile


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It did not work: the kind of trouble, and the site's or system's own words."""

    kind: str
    said: str


News = Probed | Pictured | Progress
Event = News | Done | Failed


class TroubleError(Exception):
    """Something expected went wrong; `kind` names the class of failure."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said


def trouble(kind: str, said: str) -> NoReturn:
    """Give up for a reason that has a name."""
    raise TroubleError(kind, said)
