"""What has run, what is still to run, and the process that runs it."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import structlog

import medianest
from medianest.infra.database import fetch, fetchval

_IDENTITY = re.compile(r'^ID = "([^"]+)"$', re.MULTILINE)

log = structlog.get_logger()


class MigrationError(Exception):
    """The schema cannot be brought up to date; the message says why."""


class NewerDataError(MigrationError):
    """A newer release has changed this database."""


async def outstanding() -> bool:
    """Whether the database, on which the pool is open, has not seen some migrations.

    Raises NewerDataError when it has seen some that nobody here knows.
    """
    known, done = await asyncio.to_thread(_known), await _done()
    if done - known:
        raise NewerDataError("a newer MediaNest has changed this database")
    return bool(known - done)


async def bring_up_to_date(dsn: str) -> None:
    """Run the migrations that the database of `dsn`, on which the pool is open, has not seen.

    Raises MigrationError; then the database is as it was.
    """
    if await outstanding():
        await _run(dsn)


def _known() -> set[tuple[str, str]]:
    """Each migration as its app, which its file is named after, and its own identity."""
    files = Path(medianest.__file__).parent.glob("**/migrations/*_20*.py")
    found = ((file.name.partition("_20")[0], _IDENTITY.search(file.read_text())) for file in files)
    return {(app, identity[1]) for app, identity in found if identity}


async def _done() -> set[tuple[str, str]]:
    if await fetchval("SELECT to_regclass('migration')") is None:
        return set()
    rows = await fetch("SELECT app_name, name FROM migration")
    return {(row["app_name"], row["name"]) for row in rows}


async def _run(dsn: str) -> None:
    command = [sys.executable, "-m", "medianest.infra.schema"]
    # The address holds a password, so it goes where no list of processes shows it.
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(os.environ)
    )
    try:
        _, said = await process.communicate(dsn.encode())
    except BaseException:
        # Whoever wants to stop need not wait: nothing of it has happened until all has.
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        words = said.decode(errors="replace").strip()
        log.error("migrations_failed", said=words[-4000:])
        raise MigrationError(words.splitlines()[-1] if words else "the migrations were killed")
