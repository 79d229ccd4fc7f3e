"""The picture of a video: the site's own if it has one, else a frame of the video."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Final

import av
from PIL import Image, ImageOps
from yt_dlp import YoutubeDL
from yt_dlp.networking import Request

from medianest.downloads.ytdlp._containers import CONTAINERS
from medianest.downloads.ytdlp._look import Info
from medianest.downloads.ytdlp.wire import SMALL_PICTURE

_LARGE: Final = 1280
_SMALL: Final = 640
_MOST_BYTES: Final = 10 << 20
_MOST_PIXELS: Final = 50_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_MOST_TRIES: Final = 4
_WITHIN: Final = 6.0


def fetch_picture(ydl: YoutubeDL, info: Info, picture: Path) -> bool:
    """Save the best thumbnail that the site really has; False if there is none."""
    deadline = time.monotonic() + _WITHIN
    offered = [one["url"] for one in info.get("thumbnails") or () if one.get("url")]
    # The best one comes last, and is often promised without being there.
    for url in offered[: -_MOST_TRIES - 1 : -1]:
        with _attempt(within=deadline - time.monotonic()):
            _save(_fetched(ydl, info, url), picture)
        if picture.is_file():
            return True
    return False


def draw_picture(video: Path, picture: Path) -> bool:
    """Save one frame near the start of `video`; False if none can be had."""
    readable = {"format_whitelist": CONTAINERS}
    with _attempt(within=_WITHIN), av.open(str(video), options=readable) as container:
        container.seek((container.duration or 0) // 10)
        frame = next(container.decode(video=0))
        upright = frame.to_image().rotate(frame.rotation, expand=True)  # type: ignore[no-untyped-call]  # Pillow is optional to av
        _save(upright, picture)
    return picture.is_file()


@contextmanager
def _attempt(*, within: float) -> Iterator[None]:
    """Try for so many seconds, and leave it at that: no picture is worth a download."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError

    # A site that sends byte by byte never runs into the timeout of a socket.
    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(within, 0.001))
        yield
    except Exception as failure:  # noqa: BLE001 - decoders of pictures promise nothing
        sys.stderr.write(f"no picture: {failure!r}\n")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _fetched(ydl: YoutubeDL, info: Info, url: str) -> Image.Image:
    request = Request(url, headers=info.get("http_headers") or {})
    with ydl.urlopen(request) as answer:
        content = answer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("too many bytes")
    image = Image.open(BytesIO(content), formats=_FORMATS)
    if image.width * image.height > _MOST_PIXELS:
        raise ValueError("too many pixels")
    # JPEG is decoded smaller right away.
    image.draft("RGB", (_LARGE, _LARGE))
    return ImageOps.exif_transpose(image)


def _save(image: Image.Image, picture: Path) -> None:
    """Write the small one first: once the large one is there, both are."""
    large = image.convert("RGB")
    large.thumbnail((_LARGE, _LARGE))
    small = large.copy()
    small.thumbnail((_SMALL, _SMALL))
    for one, path in ((small, picture.with_name(SMALL_PICTURE)), (large, picture)):
        unfinished = path.with_suffix(".tmp")
        one.save(unfinished, "JPEG", quality=82, optimize=True, progressive=True)
        unfinished.replace(path)
