"""A restore that kills itself: `python killed_restore.py DATA_DIR DSN ARCHIVE POINT`.

POINT is `load`, or the number of the rename in the data folder before which it dies.
"""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import structlog
from tests.backups.household import Silent, settings_of

from medianest.backups.progress import Step
from medianest.backups.restoring import Journal, carry_out, pending
from medianest.kit.clock import now

POINT = sys.argv[4]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(Silent):
    def say(self, step: Step, share: float | None) -> None:
        super().say(step, share)
        if POINT == "load" and step == "restoring":
            die()


def count_renames(data_dir: Path) -> None:
    seen = 0

    def watch(event: str, details: tuple[Any, ...]) -> None:
        nonlocal seen
        if event == "os.rename" and str(details[0]).startswith(str(data_dir)):
            if str(seen) == POINT:
                die()
            seen += 1

    sys.addaudithook(watch)


async def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    settings = settings_of(Path(sys.argv[1]), sys.argv[2])
    Journal(settings.data_dir).ask(Path(sys.argv[3]), now())
    count_renames(settings.data_dir)
    waiting = pending(settings.data_dir)
    assert waiting is not None
    await carry_out(waiting, settings, Dying())
    print("through")


asyncio.run(main())
