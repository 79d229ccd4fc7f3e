"""The baseline server: Granian, Litestar, asyncpg, msgspec and nothing else.

`python -m tests.benchmarks.bare PORT --dsn DSN` lists downloads out of that database;
`... PORT --cluster FOLDER --bin FOLDER [--uid N --gid N]` brings a Postgres of its own.
"""

import argparse
import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, MediaType, get

_LIST = """
    SELECT d.id, d.url, d.title, d.state, d.profile, d.channel, d.requested_by,
        d.picture AS thumbnail,
        d.created_at, d.updated_at, d.finished_at, d.progress::text AS progress,
        d.file::text AS file, d.failure::text AS failure, d.plex::text AS plex,
        u.name AS person_name
    FROM youtube_downloads d JOIN users u ON u.id = d.requested_by
    ORDER BY d.id DESC LIMIT 20
"""


_REQUESTS = """
    SELECT r.id, r.media_type, r.tmdb_id, r.title, r.year, r.poster_path, r.state, r.is4k, r.note,
        r.requested_by, u.name AS asker, r.created_at, r.updated_at,
        (SELECT count(*) FROM request_followers f WHERE f.request = r.id) AS followers,
        (SELECT json_agg(json_build_array(p.season, p.episode, p.available, p.total))
            FROM request_parts p WHERE p.request = r.id)::text AS parts
    FROM media_requests r JOIN users u ON u.id = r.requested_by
    ORDER BY r.id DESC LIMIT 20
"""
_ANSWER = "SELECT document FROM tmdb_answers WHERE kind = 'title' ORDER BY key LIMIT 1"


class Asked(msgspec.Struct):
    id: UUID
    media_type: str
    tmdb_id: int
    title: str
    year: int | None
    poster_path: str | None
    state: str
    is4k: bool
    note: str
    requested_by: UUID
    asker: str
    created_at: datetime
    updated_at: datetime
    followers: int
    parts: str | None


class Row(msgspec.Struct):
    id: UUID
    url: str
    title: str
    state: str
    profile: str
    channel: str
    thumbnail: str | None
    requested_by: UUID
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    progress: str | None
    file: str | None
    failure: str | None
    plex: str | None
    person_name: str


def application(pool: "asyncpg.Pool[asyncpg.Record]") -> Litestar:
    @get("/ready")
    async def ready() -> dict[str, int]:
        return {"one": await pool.fetchval("SELECT 1")}

    @get("/list")
    async def rows() -> list[Row]:
        return [Row(**row) for row in await pool.fetch(_LIST)]

    @get("/requests")
    async def asked() -> list[Asked]:
        return [Asked(**row) for row in await pool.fetch(_REQUESTS)]

    @get("/answer", media_type=MediaType.JSON)
    async def answer() -> str:
        return str(await pool.fetchval(_ANSWER))

    return Litestar([ready, rows, asked, answer], openapi_config=None)


async def serve(chosen: argparse.Namespace) -> None:
    async with AsyncExitStack() as stack:
        dsn = chosen.dsn or stack.enter_context(_postgres(chosen))
        await _answering(dsn)
        pool = await stack.enter_async_context(asyncpg.create_pool(dsn, min_size=1, max_size=10))
        server = Server(
            application(pool), port=chosen.port, interface=Interfaces.ASGI, log_enabled=False
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
        await server.serve()


@contextmanager
def _postgres(chosen: argparse.Namespace) -> Iterator[str]:
    folder: Path = chosen.cluster
    account = {"user": chosen.uid, "group": chosen.gid} if os.geteuid() == 0 else {}
    if not folder.exists():
        initdb = [chosen.bin / "initdb", "-D", folder, "-U", "bench", "--auth=trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)
    quiet = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
    argv = [chosen.bin / "postgres", "-D", folder, *quiet]
    with subprocess.Popen(argv, cwd="/", **account) as server:
        try:
            yield f"postgresql://bench@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)


async def _answering(dsn: str) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                connection = await asyncpg.connect(dsn)
            except (OSError, asyncpg.CannotConnectNowError):
                await asyncio.sleep(0.01)
            else:
                await connection.close()
                return


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--dsn", default="")
    parser.add_argument("--cluster", type=Path)
    parser.add_argument("--bin", type=Path)
    parser.add_argument("--uid", type=int, default=os.getuid())
    parser.add_argument("--gid", type=int, default=os.getgid())
    uvloop.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
