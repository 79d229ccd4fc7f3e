"""The whole of it: one call that leaves a running server behind, whatever was there before."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
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
from medianest.infra.postgres._former import keep_tidy
from medianest.infra.postgres._home import Home, held, home_in_use
from medianest.infra.postgres._server import LADDER, Server, refusals_explained
from medianest.infra.postgres._settings import configure
from medianest.infra.postgres._upgrade import Tell, Upgrade
from medianest.infra.supervisor import Doors, LogFile, kept
from medianest.infra.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server: how to reach it, and where its tools (`pg_dump`) are.

    `dsn` is of a user who owns the database and may do nothing else; `ruling_dsn` of the one who
    makes databases and users.
    """

    dsn: str = field(repr=False)
    ruling_dsn: str = field(repr=False)
    bin_dir: Path


def _unheard(_share: float) -> None:
    """Nobody wants to know."""


@asynccontextmanager
async def embedded(  # noqa: PLR0913 - two for the appliance, the rest for tests
    data_dir: Path,
    *,
    database: str = "medianest",
    durable: bool = True,
    settings: Mapping[str, str] | None = None,
    bin_dirs: Sequence[Path] = (),
    upgrading: Tell = _unheard,
) -> AsyncIterator[Postgres]:
    """Keep a Postgres over `<data_dir>/postgres` running while inside.

    `upgrading` hears how far the data of an older release are taken over. Raises
    `OwnerMustActError` for what only a person can cure. `durable=False` is for tests: a
    power cut may then lose data. `settings` go before the usual ones, and binaries are taken
    from `bin_dirs` alone if there are any.
    """
    folders = bin_dirs or installed_folders()
    with held(data_dir) as home, Doors(home.account) as doors:
        with refusals_explained(home.folder):
            wish = _Wish(
                data_dir, database, durable=durable, settings=settings or {}, upgrading=upgrading
            )
            server = await _prepared(home, doors, await asyncio.to_thread(versions, folders), wish)
        began = server.log_file.size()
        async with (
            # The outer one hears the last words too.
            Tasks() as listening,
            kept("postgres", server.start, ladder=LADDER),
            Tasks() as tasks,
        ):
            listening.start(server.log_file.retell("postgres", since=began), name="postgres-words")
            tasks.start(server.log_file.keep_short(), name="postgres-log")
            tasks.start(keep_tidy(home, wish.backups), name="postgres-former")
            await server.ensure_database(database)
            await server.entrust(database)
            yield Postgres(home.dsn(database), home.ruling_dsn(database), server.binaries.folder)


@dataclass(frozen=True, slots=True)
class _Wish:
    data_dir: Path
    database: str
    _: KW_ONLY
    durable: bool
    settings: Mapping[str, str]
    upgrading: Tell

    @property
    def backups(self) -> Path:
        return self.data_dir / "backups"


async def _prepared(home: Home, doors: Doors, found: Sequence[Binaries], wish: _Wish) -> Server:
    present = home.present_major()
    binaries = within_reach(choose(found, present), home.account)
    if present is None:
        await create(home, binaries, durable=wish.durable)
    elif present < binaries.major:
        former = of_major(found, present, why="it reads the data that are to be taken over")
        old = _server(home, doors, within_reach(former, home.account), wish.data_dir)
        await Upgrade(
            old,
            binaries,
            database=wish.database,
            backups=wish.backups,
            durable=wish.durable,
            tell=wish.upgrading,
        ).carry_out()
    configure(home, doors, binaries.major, durable=wish.durable, settings=wish.settings)
    return _server(home, doors, binaries, wish.data_dir)


def running(data_dir: Path, *, database: str = "medianest") -> str | None:
    """The address of the server that another process keeps over `data_dir`; None without one."""
    home = home_in_use(data_dir)
    return home.dsn(database) if home else None


def ruling(data_dir: Path, *, database: str = "medianest") -> str | None:
    """The same as the user who makes databases and users there."""
    home = home_in_use(data_dir)
    return home.ruling_dsn(database) if home else None


def _server(home: Home, doors: Doors, binaries: Binaries, data_dir: Path) -> Server:
    log_file = LogFile(data_dir / "logs" / "postgres.log")
    return Server(home, doors, binaries, home.cluster(binaries.major), log_file)
