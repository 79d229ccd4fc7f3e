"""What the process takes from itself before it touches anything from outside."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from yt_dlp.utils import Popen

from medianest.downloads.ytdlp.wire import ORPHANED, Spec

_PR_SET_PDEATHSIG = 1
_NICE = 10


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_if_orphaned(parent: int) -> None:
    """End if the parent died before `die_with_parent` took effect."""
    if os.getppid() != parent:
        sys.exit(ORPHANED)


def limit(spec: Spec) -> None:
    """Be nice, write only for this user and group, and never more than the spec allows."""
    os.nice(_NICE)
    os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (spec.memory, resource.RLIM_INFINITY))
    if spec.most_bytes:
        # Python ignores SIGXFSZ, so a write past the limit fails with EFBIG.
        resource.setrlimit(resource.RLIMIT_FSIZE, (spec.most_bytes, spec.most_bytes))


def bind_children() -> None:
    """Let ffmpeg and the JavaScript runtime die with this process too."""
    start: Callable[..., None] = Popen.__init__

    def start_bound(self: Popen, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("preexec_fn", _bound)
        start(self, *args, **kwargs)

    Popen.__init__ = start_bound


def _bound() -> None:
    die_with_parent()
    # V8 reserves more address space than it will ever use.
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
