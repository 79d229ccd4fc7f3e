"""How far the start has come."""

from collections.abc import Mapping
from typing import Literal

import structlog

Step = Literal[
    "starting", "upgrading_database", "backing_up", "migrating", "restoring", "verifying"
]

_DETAILS: Mapping[Step, str] = {
    "starting": "starting",
    "upgrading_database": "upgrading the database",
    "backing_up": "making a backup",
    "migrating": "bringing the data up to date",
    "restoring": "restoring a backup",
    "verifying": "checking what was restored",
}

log = structlog.get_logger()


class Progress:
    """What is being done before the appliance can serve, and how much of it is done."""

    def __init__(self) -> None:
        self.step: Step = "starting"
        self.share: float | None = None
        self._told: tuple[Step, int] = ("starting", -1)

    def say(self, step: Step, share: float | None = None) -> None:
        """Now `step` is at `share` (0 to 1; None: nobody knows). Logged every tenth."""
        self.step = step
        self.share = None if share is None else min(max(share, 0.0), 1.0)
        told = (step, -1 if self.percent is None else self.percent // 10)
        if told != self._told:
            self._told = told
            log.info("start_goes_on", step=step, percent=self.percent)

    @property
    def percent(self) -> int | None:
        """The share as it is shown."""
        return None if self.share is None else int(self.share * 100)

    @property
    def detail(self) -> str:
        """Both in English words: `upgrading the database, 40 %`."""
        words = _DETAILS[self.step]
        return words if self.percent is None else f"{words}, {self.percent} %"
