"""Take data of an older Postgres over: dump them, restore them into a new cluster, compare, swap.

Killed at any step, the old cluster is untouched and the next start does it all again. A dump is
slower than pg_upgrade, but it rebuilds every index, so no change of the system's sorting rules
can hide in one; it needs no second look at how the old cluster was made; and it is written by
the old release's own tool, the only one that surely knows everything in its data: some minor
releases mark columns in a way that the next major one's pg_dump would pass on and nobody restore.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

import structlog

from medianest.infra.postgres import queries
from medianest.infra.postgres._binaries import Binaries
from medianest.infra.postgres._cluster import draft
from medianest.infra.postgres._leftovers import evict
from medianest.infra.postgres._naming import named
from medianest.infra.postgres._room import check_room, while_growing
from medianest.infra.postgres._server import LADDER, Server, explained
from medianest.infra.postgres._settings import configure
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.tools import NOBODY_SPECIAL, ToolFailedError, Tools
from medianest.infra.supervisor import Doors, NotStartedError, OwnerMustActError, run, stop
from medianest.kit.paths import put_in_place, sync

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
            before = await self._contents()
            async with while_growing(partial, int(size * _PACKED), self._between(0.0, 0.3)):
                await self._dump_into(partial)
        await asyncio.to_thread(sync, partial)
        put_in_place(partial, target)
        return before

    async def _restore(self, dump: Path, made: Path, size: int, before: dict[str, int]) -> None:
        old = self.old
        configure(old.home, old.doors, self.new.major, durable=False, settings=_FORGETFUL)
        server = Server(old.home, old.doors, self.new, made, old.log_file)
        async with _running(server):
            await server.ensure_database(self.database)
            await server.entrust(self.database)
            async with while_growing(made / "base", size, self._between(0.35, 0.9)):
                await self._restore_from(dump)
            self.tell(0.9)
            _compare(before, await self._contents())
            async with Address(self._ruling_dsn).line() as ruling:
                # Lets the planner know what is in the tables.
                await ruling.execute("ANALYZE")
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

    async def _dump_into(self, partial: Path) -> None:
        options = ["--format=custom", f"--file={partial}"]
        with self._explained("The dump before the new release"):
            # As the one who may read everything: an older release knew no other user.
            await _tools(self.old.binaries).run("pg_dump", Address(self._ruling_dsn), options)

    async def _restore_from(self, dump: Path) -> None:
        options = ["--exit-on-error", "--single-transaction", *NOBODY_SPECIAL, str(dump)]
        address = Address(self.old.home.dsn(self.database))
        with self._explained("Restoring into the new release"):
            await _tools(self.new).run("pg_restore", address, options)

    @property
    def _ruling_dsn(self) -> str:
        # Both servers listen in the same place, one after the other.
        return self.old.home.ruling_dsn(self.database)

    async def _contents(self) -> dict[str, int]:
        async with Address(self._ruling_dsn).line() as ruling:
            return await queries.contents(ruling)

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        try:
            yield
        except ToolFailedError as failed:
            raise _refused(what, failed.said, self.old.home.folder) from failed

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


def _tools(binaries: Binaries) -> Tools:
    return Tools(binaries.folder, binaries.major, binaries.major, gently=False)


def _refused(what: str, said: str, place: Path) -> OwnerMustActError:
    known = explained(said, place)
    if isinstance(known, NotStartedError):
        words = " ".join(said.split())[-600:]
        return OwnerMustActError(f"{what} of Postgres failed, the old data are untouched: {words}")
    return known
