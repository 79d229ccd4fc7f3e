"""The whole of it: one call that leaves a running server behind, whatever was there before."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from medianest.infra.postgres._binaries import (
    Binaries,
    choose,
    installed_folders,
    of_major,
    versions,
    within_reach,
)
from medianest.infra.postgres._cluster import create
from medianest.infra.postgres._home import Home, held
from medianest.infra.postgres._server import LADDER, Server
from medianest.infra.postgres._settings import configure
from medianest.infra.postgres._upgrade import upgrade
from medianest.infra.supervisor import Doors, LogFile, kept
from medianest.infra.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server: how to reach it, and where its tools (`pg_dump`) are."""

    dsn: str = field(repr=False)
    bin_dir: Path


@asynccontextmanager
async def embedded(
    data_dir: Path,
    *,
    database: str = "medianest",
    durable: bool = True,
    settings: Mapping[str, str] | None = None,
    bin_dirs: Sequence[Path] = (),
) -> AsyncIterator[Postgres]:
    """Keep a Postgres over `<data_dir>/postgres` running while inside.

    Raises `OwnerMustActError` for what only a person can cure. `durable=False` is for tests: a
    power cut may then lose data. `settings` go before the usual ones, and binaries are taken
    from `bin_dirs` alone if there are any.
    """
    with held(data_dir) as home, Doors(home.account) as doors:
        found = await asyncio.to_thread(versions, bin_dirs or installed_folders())
        binaries = within_reach(choose(found, home.present_major()), home.account)
        server = _server(home, doors, binaries, data_dir)
        present = home.present_major()
        if present is None:
            await create(home, binaries, durable=durable)
        elif present < binaries.major:
            former = of_major(found, present, why="it reads the data that are to be taken over")
            reachable = within_reach(former, home.account)
            old = _server(home, doors, reachable, data_dir)
            await upgrade(old, binaries, database=database, backups=data_dir / "backups")
        configure(home, doors, binaries.major, durable=durable, settings=settings or {})
        async with kept("postgres", server.start, ladder=LADDER), Tasks() as tasks:
            tasks.start(server.log_file.keep_short(), name="postgres-log")
            await server.ensure_database(database)
            yield Postgres(server.dsn(database), binaries.folder)


def _server(home: Home, doors: Doors, binaries: Binaries, data_dir: Path) -> Server:
    log_file = LogFile(data_dir / "logs" / "postgres.log")
    return Server(home, doors, binaries, home.cluster(binaries.major), log_file)
