"""The kinds of files that ffmpeg may read.

It recognises a file by its content. What a site calls a video may be a playlist that names other
files of this machine, and ffmpeg would put those into the result; so only kinds that carry their
own content are let in, never hls, dash, concat, imf or sdp.
"""

from collections.abc import Iterator
from typing import Final

from yt_dlp.postprocessor.ffmpeg import FFmpegPostProcessor

_VIDEO: Final = (
    "asf avi dv flv h264 hevc ivf m4v matroska mov mpeg mpegts mpegvideo mxf nut ogg rm wtv"
)
_SOUND: Final = "aac ac3 aiff amr ape caf dts eac3 flac mp3 tta w64 wav wv"
_SUBTITLES: Final = "ass srt webvtt"
_PICTURES: Final = "apng bmp_pipe gif gif_pipe image2 jpeg_pipe png_pipe tiff_pipe webp_pipe"
CONTAINERS: Final = ",".join(f"{_VIDEO} {_SOUND} {_SUBTITLES} {_PICTURES}".split())


def reading_only(containers: str) -> dict[str, list[str]]:
    """Arguments for ffmpeg in front of every input, whichever of yt-dlp's steps runs it."""
    steps = {str(step.pp_key()).lower() for step in _below(FFmpegPostProcessor)}
    return {f"{step}+ffmpeg_i": ["-format_whitelist", containers] for step in steps}


def _below(step: type[FFmpegPostProcessor]) -> Iterator[type[FFmpegPostProcessor]]:
    for derived in step.__subclasses__():
        yield derived
        yield from _below(derived)
