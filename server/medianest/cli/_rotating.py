"""`medianest keys rotate`: a new key for every stored password and token, running or not."""

import sys
import time
from argparse import Namespace
from datetime import timedelta

from medianest.app import rotate_keys
from medianest.cli._ground import reachable_database
from medianest.infra import postgres
from medianest.infra.container import look_at_data
from medianest.infra.database import LOST
from medianest.infra.rotation import Rotated
from medianest.kit.errors import MediaNestError
from medianest.settings import Settings

_DONE, _FAILED = 0, 1
# As long as a statement may take: what was sealed before the new key is stored by then.
_SETTLED = timedelta(seconds=60)


async def rotate(settings: Settings, _arguments: Namespace) -> int:
    """Make a key, seal everything by it, remove the former ones; 1 if a secret stays behind."""
    look_at_data(settings.data_dir)
    began = time.monotonic()
    somebody_serves = settings.database.url or postgres.running(settings.data_dir)
    try:
        async with reachable_database(settings):
            settled = _SETTLED if somebody_serves else timedelta(0)
            rotated = await rotate_keys(settings, _Terminal(), settled=settled)
    except MediaNestError as refused:
        return _complain(refused.detail)
    except LOST as failure:
        why = str(failure) or type(failure).__name__
        return _complain(f"The database could not be used ({why}). Run the command again.")
    return _ended(rotated, time.monotonic() - began)


class _Terminal:
    """Shows on one line how far it is; where lines stay, only the beginning and the end of it."""

    def __init__(self) -> None:
        self._last = (-1, -1)

    def sealed(self, done: int, of: int) -> None:
        if (done, of) == self._last:
            return
        self._last = (done, of)
        if sys.stdout.isatty():
            _say(f"\r{done} of {of} secrets are sealed by the new key.", end="")
        elif done in {0, of}:
            _say(f"{done} of {of} secrets are sealed by the new key.")

    def waits(self, seconds: float) -> None:
        if sys.stdout.isatty():
            _say("")
        _say(
            f"Whoever sealed a secret just before has {seconds:.0f} s to store it; then the former "
            "key is removed. Broken off now, that is done when the command is run again."
        )


def _ended(rotated: Rotated, seconds: float) -> int:
    if sys.stdout.isatty():
        _say("")
    _say(f"{rotated.secrets} secrets were sealed by key {rotated.key} in {seconds:.1f} s.")
    if rotated.unreadable:
        for place in rotated.unreadable:
            _complain(f"No key opens {place}.")
        return _complain(
            "These secrets were left as they are, and all keys were kept. Put the missing key "
            "back, or enter them again in the dashboard; then run the command again."
        )
    numbers = ", ".join(str(number) for number in rotated.removed)
    _say(f"Removed: key {numbers}. Backups made before hold it, and can be restored as ever.")
    return _DONE


def _say(sentence: str, *, end: str = "\n") -> None:
    print(sentence, end=end, flush=True)  # noqa: T201 - the command's answer


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - the command's answer
    return _FAILED
