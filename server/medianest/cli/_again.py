"""Beginning anew in place: the same process, so whoever started us sees nothing of it."""

import os
import sys
from typing import NoReturn


class StartAgain(Exception):  # noqa: N818 - a wish, not an error
    """Everything is down and is to come up again."""


def start_again() -> NoReturn:
    """Replace this process by a new run of the same command."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own words
