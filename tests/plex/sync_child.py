"""Reads a server as a job would, to be killed in the middle: DSN, keys, URL, token, sync id."""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from tests.plex.shelf import library_over

from medianest.infra.database import connected
from medianest.infra.jobs import Run
from medianest.infra.outside import Outside
from medianest.infra.vault import Vault
from medianest.monitoring.service import Services
from medianest.plex.gateway import Gateway
from medianest.plex.library.work import SYNC, Sync
from medianest.plex.servers import Servers


async def main(dsn: str, keys: str, sync: str) -> None:
    servers = Servers(
        Services(Vault(Path(keys))), lambda name: Gateway(Outside(name), client_id="child")
    )
    async with connected(dsn):
        library = library_over(servers)
        await library.carry_out(Sync(full=True), Run(id=UUID(sync), kind=SYNC))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
