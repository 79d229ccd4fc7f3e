"""`medianest backup | verify | restore`: for who sits at the machine, running or not."""

import asyncio
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from medianest.backups import restoring
from medianest.backups.archive import check, check_age
from medianest.backups.build import bench_of, folder_of, maker
from medianest.backups.errors import NoSuchBackupError
from medianest.backups.folder import Kept
from medianest.backups.progress import Step, Told, telling
from medianest.backups.proving import prove
from medianest.backups.restoring import Journal, Outcome
from medianest.backups.work import RESTORE
from medianest.cli._ground import reachable_server
from medianest.infra import postgres
from medianest.infra.container import look_at_data
from medianest.infra.database import LOST, connected, transaction
from medianest.infra.doorstep import Progress
from medianest.infra.jobs import Jobs, Nothing
from medianest.kit.clock import now
from medianest.kit.errors import MediaNestError
from medianest.settings import Settings

_DONE, _FAILED = 0, 1
_LOOK_EVERY_SECONDS = 0.5
_HEARD_WITHIN_SECONDS = 60.0


async def backup(settings: Settings, arguments: Namespace) -> int:
    """Make a backup and prove it; 1 if that failed, or if it cannot be proven."""
    look_at_data(settings.data_dir)
    return await _explained(_backup(settings, arguments.to))


async def verify(settings: Settings, arguments: Namespace) -> int:
    """Prove a backup by a restore into a database that is thrown away; 1 if it is no good."""
    return await _explained(_verify(settings, arguments.file))


async def restore(settings: Settings, arguments: Namespace) -> int:
    """Put a backup in the place of everything; 1 if it was refused or undone."""
    look_at_data(settings.data_dir)
    if not arguments.yes and not _agreed(arguments.file):
        return _FAILED
    return await _explained(_restore(settings, arguments.file))


async def _backup(settings: Settings, to: Path | None) -> int:
    progress = Progress()
    async with reachable_server(settings) as dsn:
        made_by = maker(settings, dsn)
        path = await made_by.make("manual", _named(progress, "backing_up"), to=to)
        if to is not None:
            await _prove(path, settings, dsn, progress)
            return _say(f"{path} is proven: a restore gave every row back.")
        found = await made_by.verify(path.name, _named(progress, "verifying"))
    return _verdict(found, path)


async def _verify(settings: Settings, file: Path) -> int:
    path, progress = _found(settings, file), Progress()
    await asyncio.to_thread(check, path, telling(progress, "verifying"))
    async with _any_server(settings) as dsn:
        if path.parent == folder_of(settings).path:
            made_by = maker(settings, dsn)
            found = await made_by.verify(path.name, _named(progress, "verifying"))
            return _verdict(found, path)
        await _prove(path, settings, dsn, progress)
    return _say(f"{path} is good: a restore gave every row back.")


async def _prove(path: Path, settings: Settings, dsn: str, progress: Progress) -> None:
    """Try a file from elsewhere; one that is tried beside it would clear its database away."""
    folder = folder_of(settings)
    # Where no appliance is, there may be no right to make its folder either.
    with folder.held() if folder.path.is_dir() else nullcontext():
        await prove(path, bench_of(settings, dsn), telling(progress, "verifying"))


async def _restore(settings: Settings, file: Path) -> int:
    path, progress = _found(settings, file), Progress()
    check_age(await asyncio.to_thread(check, path, telling(progress, "verifying")))
    journal = Journal(settings.data_dir)
    dsn = None if settings.database.url else postgres.running(settings.data_dir)
    order = journal.ask(path, now())
    if dsn is None:
        outcome = await restoring.carry_out(
            restoring.Pending(settings.data_dir, order), settings, progress
        )
        return _ended(outcome)
    async with connected(dsn, most=1), transaction():
        await Jobs().enqueue(RESTORE, Nothing(), unique=RESTORE)
    return await _watched(journal, order.id)


async def _watched(journal: Journal, order: str) -> int:
    _say("MediaNest starts anew into the restore.")
    waited = 0.0
    while (last := journal.last()) is None or last.id != order:
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        waited += _LOOK_EVERY_SECONDS
        present = journal.order()
        if waited > _HEARD_WITHIN_SECONDS and present is not None and present.tries == 0:
            _complain("MediaNest does not react. The restore is done when it starts next time.")
            return _FAILED
    return _ended(last)


@asynccontextmanager
async def _any_server(settings: Settings) -> AsyncIterator[str]:
    """A server to try a backup on, also where there is no appliance yet."""
    dsn = settings.database.url or postgres.running(settings.data_dir)
    if dsn:
        yield dsn
        return
    with tempfile.TemporaryDirectory(prefix="medianest-verify-") as folder:
        async with postgres.embedded(Path(folder), durable=False) as own:
            yield own.ruling_dsn


def _found(settings: Settings, file: Path) -> Path:
    """The file, or the backup of that name in the folder."""
    if file.exists():
        return file.absolute()
    try:
        return folder_of(settings).one(str(file)).path
    except NoSuchBackupError as unknown:
        raise NoSuchBackupError(f"There is no file {file}, and no backup of that name") from unknown


def _named(progress: Progress, step: Step) -> Callable[[str], Told]:
    return lambda _: telling(progress, step)


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        _complain("Say --yes: the restore replaces everything (what is there now is kept aside).")
        return False
    answer = input(f"Replace everything by {file}? What is there now is kept aside. [y/N] ")
    return answer.strip().lower() in {"y", "yes"}


async def _explained(command: Awaitable[int]) -> int:
    try:
        return await command
    except MediaNestError as refused:
        _complain(refused.detail)
    except LOST as failure:
        _complain(f"The database could not be used: {failure}")
    return _FAILED


def _verdict(found: Kept, path: Path) -> int:
    if found.state == "good":
        return _say(f"{path} is good: a restore gave every row back.")
    _complain(f"{path} is {found.state}: {found.detail}")
    return _FAILED


def _ended(outcome: Outcome) -> int:
    if outcome.outcome == "restored":
        kept = f"What was there before is in aside/{outcome.aside}. {outcome.detail}".strip()
        return _say(f"{outcome.name} was restored; everybody signs in again. {kept}")
    undone = "The restore was undone" if outcome.outcome == "rolled_back" else "Nothing was changed"
    _complain(f"{undone}: {outcome.detail}")
    return _FAILED


def _say(sentence: str) -> int:
    print(sentence)  # noqa: T201 - the command's answer
    return _DONE


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the command's answer
