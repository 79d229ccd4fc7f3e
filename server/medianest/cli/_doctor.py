"""`medianest doctor`: look at everything, say how it stands and what to do."""

import asyncio
import shutil
from argparse import Namespace
from collections.abc import AsyncIterator

import asyncpg
from valkey.exceptions import ValkeyError

from medianest.app import Looks, look
from medianest.cli import _machine, _tls
from medianest.cli._finding import Finding
from medianest.cli._ground import reachable_database
from medianest.infra import valkey
from medianest.infra.database import fetchval
from medianest.infra.supervisor import OwnerMustActError
from medianest.settings import Settings


async def doctor(settings: Settings, _arguments: Namespace) -> int:
    """Print one line for each thing; 1 if any of them failed."""
    failed = False
    async for finding in _findings(settings):
        failed = failed or finding.verdict == "failed"
        print(finding.line(), flush=True)  # noqa: T201 - the report that was asked for
    return int(failed)


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    server = settings.server
    running = await asyncio.to_thread(_machine.is_running, server.host, server.port)
    given = ", ".join(sorted(settings.given)) or "none, all defaults"
    yield Finding("settings", "ok", f"given: {given}")
    yield _machine.data_folder(settings.data_dir)
    yield _machine.clock()
    yield _machine.port(server.host, server.port, running=running)
    yield await asyncio.to_thread(_tls.tls, settings, running=running)
    yield _machine.mdns(server.host, enabled=settings.mdns.enabled)
    yield _machine.program("ffmpeg", needed_for="most videos", package="ffmpeg")
    yield _machine.program("ffprobe", needed_for="checking videos", package="ffmpeg")
    yield _machine.yt_dlp()
    yield _machine.javascript()
    yield await _valkey(settings)
    for finding in await _with_database(settings):
        yield finding


async def _with_database(settings: Settings) -> list[Finding]:
    if not settings.database.url and not (settings.data_dir / "postgres").is_dir():
        return [Finding("database", "ok", "embedded; it is made at the first start")]
    try:
        async with reachable_database(settings):
            version = str(await fetchval("SELECT current_setting('server_version')"))
            kind = "external" if settings.database.url else "embedded"
            looks = await look(settings)
            return [Finding("database", "ok", f"Postgres {version}, {kind}"), *_about(looks)]
    except asyncpg.UndefinedTableError:
        return [Finding("database", "ok", "empty; its tables are made at the first start")]
    except (OSError, asyncpg.PostgresError) as wrong:
        cure = "logs/postgres.log in the data directory says more; start your own server if used."
        return [Finding("database", "failed", str(wrong), cure)]
    except OwnerMustActError as wrong:
        return [Finding("database", "failed", str(wrong))]


def _about(looks: Looks) -> list[Finding]:
    media = _machine.media_folder(looks.media_dir)
    if looks.plex is None:
        cure = "Connect Plex in the dashboard; until then downloads stay in the media folder."
        return [media, Finding("plex", "warning", "not connected", cure)]
    if looks.plex_failure:
        return [media, Finding("plex", "failed", looks.plex_failure, "Check Plex in the settings.")]
    return [media, Finding("plex", "ok", looks.plex)]


async def _valkey(settings: Settings) -> Finding:
    if settings.valkey.url:
        return await _ask_valkey(settings.valkey.url)
    alone = settings.valkey.embedded and not settings.database.url
    if alone and shutil.which("valkey-server"):
        return Finding("valkey", "ok", "embedded, over the valkey-server of this machine")
    return Finding("valkey", "ok", "none; memory serves one process as well")


async def _ask_valkey(url: str) -> Finding:
    async with valkey.client(url) as asked:
        try:
            if asked is not None:
                await asked.ping()
        except ValkeyError as wrong:
            return Finding("valkey", "failed", str(wrong), "Start it, or remove valkey.url.")
    return Finding("valkey", "ok", "answers")
