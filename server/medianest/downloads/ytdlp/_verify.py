"""Looks into the fetched file before anybody else does."""

import struct
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError

from medianest.downloads.ytdlp._containers import CONTAINERS
from medianest.downloads.ytdlp.wire import FetchedFile, trouble

_SMALLEST = 100
_BOX_HEAD = 8
_ESSENTIAL = {b"moov", b"mdat", b"moof"}
_SLACK = 5.0
_SLACK_SHARE = 0.05


def verify(path: Path, *, audio_only: bool, expected: float | None) -> FetchedFile:
    """Streams, duration and the very end of `path`; raises trouble `broken_file`."""
    size = path.stat().st_size if path.exists() else 0
    if size < _SMALLEST:
        trouble("broken_file", f"the file has {size} bytes")
    if _is_cut_off(path, size):
        trouble("broken_file", f"the file ends in the middle, after {size} bytes")
    try:
        with av.open(str(path), options={"format_whitelist": CONTAINERS}) as container:
            return _read(container, path, audio_only=audio_only, expected=expected)
    except FFmpegError as wrong:
        trouble("broken_file", f"the file cannot be read: {wrong}")


def _is_cut_off(path: Path, size: int) -> bool:
    """Whether the pictures and sounds of an MP4 go on after its end, however little is missing."""
    with path.open("rb") as file:
        at = 0
        while len(head := file.read(16)) >= _BOX_HEAD:
            length, kind = struct.unpack(">I4s", head[:_BOX_HEAD])
            if length == 1 and len(head) == 2 * _BOX_HEAD:
                [length] = struct.unpack(">Q", head[_BOX_HEAD:])
            if kind in _ESSENTIAL and at + length > size:
                return True
            if length < _BOX_HEAD:
                return False
            at += length
            file.seek(at)
    return False


def _read(
    container: InputContainer, path: Path, *, audio_only: bool, expected: float | None
) -> FetchedFile:
    streams = container.streams
    if not (streams.audio if audio_only else streams.video):
        trouble("broken_file", "the file holds no sound" if audio_only else "no picture in it")
    duration = (container.duration or 0) / 1_000_000
    slack = max(_SLACK, _SLACK_SHARE * duration)
    if expected is not None and duration < expected - max(_SLACK, _SLACK_SHARE * expected):
        trouble("broken_file", f"{duration:.0f} s long, {expected:.0f} s were promised")
    end = _last_moment(container, duration)
    if end < duration - min(slack, max(duration / 2, 1)):
        trouble("broken_file", f"ends after {end:.0f} of {duration:.0f} s")
    video = streams.video[0] if streams.video else None
    return FetchedFile(
        path=str(path),
        size=path.stat().st_size,
        duration=duration or end,
        width=video.codec_context.width if video is not None else None,
        height=video.codec_context.height if video is not None else None,
    )


def _last_moment(container: InputContainer, duration: float) -> float:
    """The time of the last whole packet: a cut file still promises its full duration."""
    if duration > 2 * _SLACK:
        container.seek(int((duration - _SLACK) * 1_000_000))
    last = 0.0
    start = (container.start_time or 0) / 1_000_000
    for packet in container.demux():
        if packet.pts is not None and packet.time_base is not None and not packet.is_corrupt:
            moment = (packet.pts + (packet.duration or 0)) * packet.time_base
            last = max(last, float(moment) - start)
    return last
