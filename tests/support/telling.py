"""Tell a person things as the appliance's own parts do: a row, a frame, one commit."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from medianest.infra.database import connected, transaction
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.infra.postgres import running
from medianest.notifications.service import Notifications


@dataclass(frozen=True)
class Told:
    """A notification, and the monotonic clock after its commit."""

    title: str
    committed: float


Title = Callable[[int], str]


def tell(
    data_dir: Path,
    person: str,
    count: int,
    *,
    title: Title = "Event {}".format,
    kind: str = "test",
    pause: float = 0,
    **more: Any,
) -> list[Told]:
    """Tell `person` `count` things one by one, `pause` seconds apart."""
    dsn = running(data_dir)
    assert dsn, "no database is running"

    async def run() -> list[Told]:
        # Nobody here has a channel, so there is nothing to deliver by a job.
        telling = Notifications(LiveEvents(), cast("Jobs", None))
        told = []
        async with connected(dsn, most=1):
            for number in range(count):
                said, cause = title(number), f"{title(number)}-{time.monotonic_ns()}"
                async with transaction():
                    await telling.tell(
                        [UUID(person)],
                        kind,
                        cause=cause,
                        title=said,
                        body=f"Body of {said}",
                        level="info",
                        **more,
                    )
                told.append(Told(said, time.monotonic()))
                await asyncio.sleep(pause)
        return told

    return asyncio.run(run())
