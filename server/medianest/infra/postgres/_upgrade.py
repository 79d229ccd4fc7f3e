"""Take data of an older Postgres over: first a dump, then pg_upgrade into a copy.

Killed at any step, the old cluster is untouched and the next start does it all again. Afterwards
it stays where it is, beside the new one.
"""

import os
import shutil
import tempfile
from pathlib import Path

import structlog

from medianest.infra.postgres._binaries import Binaries
from medianest.infra.postgres._cluster import draft
from medianest.infra.postgres._home import USER
from medianest.infra.postgres._leftovers import evict
from medianest.infra.postgres._naming import named
from medianest.infra.postgres._server import LADDER, Server, explained
from medianest.infra.postgres._settings import configure
from medianest.infra.supervisor import Doors, NotStartedError, OwnerMustActError, run, stop

log = structlog.get_logger()


async def upgrade(
    old: Server, new: Binaries, *, database: str, backups: Path, durable: bool
) -> None:
    """Bring the data of `old` to the release of `new`."""
    log.info("postgres_upgrade_began", old=old.binaries.major, new=new.major)
    _check_room(old.cluster, backups)
    made = await draft(old.home, new, durable=durable)
    await _dump(old, database, backups / f"postgres-{old.binaries.major}-before-{new.major}.dump")
    await _copy_over(old, new, made, durable=durable)
    made.rename(old.home.cluster(new.major))
    log.info("postgres_upgrade_done", old=old.binaries.major, new=new.major, kept=str(old.cluster))


def _check_room(cluster: Path, backups: Path) -> None:
    used = sum(path.lstat().st_size for path in cluster.rglob("*"))
    # The copy, the dump (smaller than the data), and what a new cluster weighs by itself.
    needed = 2 * used + 100_000_000
    free = shutil.disk_usage(cluster).free
    backups.mkdir(parents=True, exist_ok=True)
    if free < needed:
        message = (
            f"A new release of Postgres needs {needed // 1_000_000} MB of room beside {cluster} to "
            f"take the data over, and {free // 1_000_000} MB are free. Make room and start again."
        )
        raise OwnerMustActError(message)


async def _dump(old: Server, database: str, target: Path) -> None:
    """Run the old server once: it recovers from a crash, gives the dump, and stops cleanly."""
    configure(old.home, old.doors, old.binaries.major, durable=True, settings={})
    process = await old.start()
    partial = target.with_suffix(".partial")
    try:
        await old.ensure_database(database)
        with Doors(None) as ours:
            # The old release's own tool: only that one surely knows everything in its data.
            status, said = await run(
                [
                    old.binaries.program("pg_dump"),
                    "--format=custom",
                    f"--file={partial}",
                    f"--dbname={_address(old)} dbname={database}",
                ],
                ours,
                environment={"PGPASSWORD": old.home.password()},
            )
    finally:
        await stop(process, LADDER)
    if status != 0:
        message = f"The dump before the new release of Postgres failed: {said}"
        raise OwnerMustActError(message)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.rename(target)


def _address(server: Server) -> str:
    quoted = str(server.home.socket_folder()).replace("\\", "\\\\").replace("'", "\\'")
    return f"host='{quoted}' port=5432 user={USER}"


async def _copy_over(old: Server, new: Binaries, made: Path, *, durable: bool) -> None:
    home = old.home
    # It writes scripts into its working folder and starts both servers there for a while.
    with tempfile.TemporaryDirectory(prefix="medianest-") as work, Doors(home.account) as doors:
        home.give(Path(work))
        argv = [
            new.program("pg_upgrade"),
            f"--old-bindir={old.binaries.folder}",
            f"--new-bindir={new.folder}",
            f"--old-datadir={doors.name(old.cluster)}",
            f"--new-datadir={doors.name(made)}",
            f"--socketdir={work}",
            f"--username={USER}",
            *([] if durable else ["--no-sync"]),
        ]
        try:
            status, said = await run(
                ["env", f"--chdir={work}", *named(argv, home.account)],
                doors,
                environment={"PGPASSWORD": home.password()},
            )
        finally:
            # Killed with us, it could leave a server behind in either.
            for cluster in (old.cluster, made):
                await evict(cluster, Path(work))
    if status != 0:
        raise _refused(said, home.folder)


def _refused(said: str, place: Path) -> OwnerMustActError:
    known = explained(said, place)
    if isinstance(known, NotStartedError):
        words = " ".join(said.split())[-600:]
        return OwnerMustActError(f"The data in {place} cannot be taken over; pg_upgrade: {words}")
    return known
