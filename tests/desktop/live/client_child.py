"""A client to be killed: `client_child.py <folder> <port> <where it stops>`.

It says `here` when it has come to where it stops, and stays there: `writing` is after an event was
heard and before it is on disk, `showing` after that, while the desktop is asked.
"""

import asyncio
import sys
import time
from pathlib import Path

from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import wire_to

from medianest_desktop.live import Alert
from medianest_desktop.store import JsonFile


def here() -> None:
    print("here", flush=True)
    time.sleep(60)


def stopping_save(self: JsonFile[object], value: object) -> None:
    if b"My cat" in repr(value).encode():
        here()


async def stopping_show(alert: Alert) -> bool:
    await asyncio.to_thread(here)
    return alert.id == ""


async def main(folder: Path, port: int, where: str) -> None:
    async with wire_to(port) as wire:
        desk = Desk(folder, wire)
        if where == "writing":
            JsonFile.save = stopping_save  # type: ignore[assignment, method-assign]  # the fault
        else:
            desk.show = stopping_show  # type: ignore[method-assign]  # the fault
        async with desk.live():
            await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
