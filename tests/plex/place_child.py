"""Places one file in a process that a test may kill: address, database, keys, media, file."""

import asyncio
import sys
from pathlib import Path

from tests.plex.conftest import Home, make

from medianest.infra.database import connected
from medianest.infra.vault import Vault
from medianest.monitoring.service import Services


async def main(dsn: str, keys: str, media: str, file: str) -> None:
    async with connected(dsn):
        plex = make(Home(Path(media)), Services(Vault(Path(keys))))
        await plex.place(Path(file), collection="Kanal")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
