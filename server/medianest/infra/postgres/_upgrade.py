"""Take data of an older Postgres over: dump them, restore them into a new cluster, compare, swap.

Killed at any step, the old cluster is untouched and the next start does it all again. A dump is
slower than pg_upgrade, but it rebuilds every index, so no change of the system's sorting rules
can hide in one; it needs no second look at how the old cluster was made; and it is written by
the old release's own tool, the only one that surely knows everything in its data: some minor
releases mark columns in a way that the next major one's pg_dump would pass on and nobody restore.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

import structlog

from medianest.infra.postgres import queries
from medianest.infra.postgres._binaries import Binaries
from medianest.infra.postgres._cluster import draft
from medianest.infra.postgres._home import USER
from medianest.infra.postgres._leftovers import evict
from medianest.infra.postgres._naming import named
from medianest.infra.postgres._room import check_room, while_growing
from medianest.infra.postgres._server import LADDER, Server, explained
from medianest.infra.postgres._settings import configure
from medianest.infra.supervisor import Doors, NotStartedError, OwnerMustActError, run, stop
from medianest.kit.paths import put_in_place

Tell = Callable[[float], None]
"""Hears which share of the work is done."""
# A dump is packed; as a rule it takes this share of what the data take.
_PACKED = 0.3
# What is half restored is thrown away after a crash, so nothing need be safe before the end.
_FORGETFUL = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Upgrade:
    """From the cluster of `old` to one of the release of `new`."""

    old: Server
    new: Binaries
    _: KW_ONLY
    database: str
    backups: Path
    durable: bool
    tell: Tell

    async def carry_out(self) -> None:
        """Bring the data over; raises OwnerMustActError, and then they are as they were."""
        home, majors = self.old.home, {"old": self.old.binaries.major, "new": self.new.major}
        log.info("postgres_upgrade_began", **majors)
        self.tell(0)
        target = home.cluster(self.new.major)
        await evict(target.with_suffix(".new"), home.socket_folder())
        size = await asyncio.to_thread(check_room, self.old.cluster, self.backups)
        dump = self.backups / f"postgres-{majors['old']}-before-{majors['new']}.dump"
        before = await self._dump(dump, size)
        self.tell(0.3)
        made = await draft(home, self.new, durable=self.durable)
        self.tell(0.35)
        await self._restore(dump, made, size, before)
        await self._swap(made, target)
        log.info("postgres_upgrade_done", **majors, kept=str(self.old.cluster))

    async def _dump(self, target: Path, size: int) -> dict[str, int]:
        """Run the old server once: it recovers from a crash, gives the dump, stops cleanly."""
        configure(self.old.home, self.old.doors, self.old.binaries.major, durable=True, settings={})
        partial = target.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        async with _running(self.old):
            await self.old.ensure_database(self.database)
            before = await queries.contents(self.old.dsn(self.database))
            async with while_growing(partial, int(size * _PACKED), self._between(0.0, 0.3)):
                argv = ["pg_dump", "--format=custom", f"--file={partial}"]
                await self._tool(self.old, argv, "The dump before the new release")
        await asyncio.to_thread(_sync, partial)
        put_in_place(partial, target)
        return before

    async def _restore(self, dump: Path, made: Path, size: int, before: dict[str, int]) -> None:
        old = self.old
        configure(old.home, old.doors, self.new.major, durable=False, settings=_FORGETFUL)
        server = Server(old.home, old.doors, self.new, made, old.log_file)
        async with _running(server):
            await server.ensure_database(self.database)
            async with while_growing(made / "base", size, self._between(0.35, 0.9)):
                argv = ["pg_restore", "--exit-on-error", "--single-transaction", str(dump)]
                await self._tool(server, argv, "Restoring into the new release")
            self.tell(0.9)
            _compare(before, await queries.contents(server.dsn(self.database)))
            await queries.analyze(server.dsn(self.database))
        self.tell(0.97)

    async def _swap(self, made: Path, target: Path) -> None:
        if self.durable:
            await self._sync_cluster(made)
        put_in_place(made, target)

    async def _sync_cluster(self, made: Path) -> None:
        home = self.old.home
        with Doors(home.account) as doors:
            argv = [self.new.program("initdb"), "--sync-only", f"--pgdata={doors.name(made)}"]
            status, said = await run(named(argv, home.account), doors)
        if status != 0:
            raise explained(said, home.folder)

    async def _tool(self, server: Server, argv: Sequence[str], what: str) -> None:
        address = f"--dbname={_address(server)} dbname={self.database}"
        program = server.binaries.program(argv[0])
        with Doors(None) as ours:
            status, said = await run(
                [program, address, *argv[1:]],
                ours,
                environment={"PGPASSWORD": server.home.password()},
            )
        if status != 0:
            raise _refused(what, said, server.home.folder)

    def _between(self, start: float, end: float) -> Tell:
        return lambda share: self.tell(start + share * (end - start))


@asynccontextmanager
async def _running(server: Server) -> AsyncIterator[None]:
    process = await server.start()
    try:
        yield
    finally:
        await stop(process, LADDER)


def _compare(before: dict[str, int], after: dict[str, int]) -> None:
    differing = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    if differing:
        raise OwnerMustActError(
            "The new release of Postgres did not get all of the data "
            f"({', '.join(differing[:5])} differ); the old data are untouched."
        )


def _address(server: Server) -> str:
    quoted = str(server.home.socket_folder()).replace("\\", "\\\\").replace("'", "\\'")
    return f"host='{quoted}' port=5432 user={USER}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(what: str, said: str, place: Path) -> OwnerMustActError:
    known = explained(said, place)
    if isinstance(known, NotStartedError):
        words = " ".join(said.split())[-600:]
        return OwnerMustActError(f"{what} of Postgres failed, the old data are untouched: {words}")
    return known
