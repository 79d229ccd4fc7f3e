"""The process that fetches: reads a spec, does it, ends."""

import os
import sys

import msgspec
from yt_dlp.utils import YoutubeDLError

from medianest.downloads.ytdlp import _confine, _troubles
from medianest.downloads.ytdlp._fetch import Fetch
from medianest.downloads.ytdlp._resume import remember_fragments
from medianest.downloads.ytdlp.wire import (
    CANCELLED,
    DONE,
    FAILED,
    Event,
    Failed,
    Spec,
    TroubleError,
)


class StderrLogger:
    """Where yt-dlp's own words go: the server keeps the last of them for the owner."""

    def debug(self, message: str) -> None:
        """Say what happens."""
        sys.stderr.write(f"{message}\n")

    info = warning = error = debug


def main() -> int:
    """Work on the spec from standard input; the exit status."""
    _confine.die_with_parent()
    _confine.leave_if_orphaned(int(sys.argv[1]))
    try:
        spec = msgspec.json.decode(sys.stdin.buffer.read(), type=Spec)
        _confine.limit(spec)
        _confine.bind_children()
        remember_fragments()
        return _work(spec, int(sys.argv[2]))
    except KeyboardInterrupt:
        return CANCELLED


def _work(spec: Spec, events_fd: int) -> int:
    os.set_inheritable(events_fd, False)  # noqa: FBT003 - the C function's own signature
    encode = msgspec.json.Encoder().encode
    with os.fdopen(events_fd, "wb", buffering=0) as events:

        def say(event: Event) -> None:
            events.write(encode(event) + b"\n")

        try:
            Fetch(spec, say, StderrLogger()).run()
        except (YoutubeDLError, TroubleError, OSError, MemoryError) as failure:
            trouble = _troubles.name(failure)
            say(Failed(trouble.kind, trouble.said[:1000]))
            return FAILED
    return DONE
