"""Who is told how far a backup or a restore is."""

from collections.abc import Callable
from typing import Literal, Protocol

Step = Literal["backing_up", "verifying", "restoring"]
Told = Callable[[float | None], None]
"""Called often with how far a step is, 0 to 1, or None where nobody knows."""


class Progress(Protocol):
    """Shows a person how far it is; must return at once."""

    def say(self, step: Step, share: float | None) -> None:
        """Show `share` (0 to 1, None: unknown) of `step`."""


def telling(progress: Progress, step: Step) -> Told:
    """What tells `progress` of `step`."""
    return lambda share: progress.say(step, share)


def to_nobody(_: float | None) -> None:
    """Tell nobody."""
