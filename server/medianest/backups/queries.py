"""Statements of this slice; each says over which connection, for they run beside the pool."""

from medianest.infra.postgres.queries import Connection, quoted


async def release(line: Connection) -> int:
    """Postgres' major release."""
    number: str = await line.fetchval("SHOW server_version_num")
    return int(number) // 10_000


async def versions(line: Connection) -> list[str]:
    """The releases that have served with the database, as far as it knows."""
    if not await line.fetchval("SELECT to_regclass('public.releases')"):
        return []
    return [row["version"] for row in await line.fetch("SELECT version FROM public.releases")]


async def size(line: Connection) -> int:
    """Bytes that the database takes on disk."""
    found: int = await line.fetchval("SELECT pg_database_size(current_database())")
    return found


async def freeze(line: Connection) -> str:
    """Begin a transaction that sees this very moment; the name by which others see the same."""
    await line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    found: str = await line.fetchval("SELECT pg_export_snapshot()")
    return found


async def make_database(line: Connection, name: str, *, owner: str = "") -> None:
    """Make an empty database, as the one of the appliance is; our own unless told otherwise."""
    theirs = f" OWNER {quoted(owner)}" if owner else ""
    await line.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE template0 ENCODING 'UTF8'{theirs}")


async def drop_database(line: Connection, name: str) -> None:
    """Delete the database, whoever uses it."""
    await line.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


async def may_make_users(line: Connection) -> bool:
    """Whether the server lets us make users."""
    found: bool = await line.fetchval(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    return found


async def join_user(line: Connection, name: str) -> None:
    """Let us do what the user may: who is no superuser may only give away to such a one."""
    await line.execute(f"GRANT {quoted(name)} TO CURRENT_USER")


async def inherit(inside: Connection, name: str) -> None:
    """Take over what the user owns and may do in the database that `inside` is in."""
    await inside.execute(f"REASSIGN OWNED BY {quoted(name)} TO CURRENT_USER")
    await inside.execute(f"DROP OWNED BY {quoted(name)}")


async def users(line: Connection) -> list[str]:
    """The name of every user of the server."""
    return [row["rolname"] for row in await line.fetch("SELECT rolname FROM pg_roles")]


async def drop_user(line: Connection, name: str) -> None:
    """Delete the user, who owns nothing any more."""
    await line.execute(f"DROP ROLE {quoted(name)}")


async def databases(line: Connection) -> list[str]:
    """The name of every database of the server."""
    return [row["datname"] for row in await line.fetch("SELECT datname FROM pg_database")]


async def swap(line: Connection, *, present: str, aside: str, restored: str) -> None:
    """Call `present` `aside` and `restored` `present`: both or neither.

    Whoever works in `present` is put out, and kept out meanwhile.
    """
    try:
        await _put_out(line, present, restored)
        async with line.transaction():
            if present in await databases(line):
                await line.execute(f"ALTER DATABASE {quoted(present)} RENAME TO {quoted(aside)}")
                await let_in(line, aside)
            await line.execute(f"ALTER DATABASE {quoted(restored)} RENAME TO {quoted(present)}")
    except BaseException:
        await let_in(line, present)
        raise


async def let_in(line: Connection, name: str) -> None:
    """Take connections to the database again, if there is one of that name."""
    if name in await databases(line):
        await line.execute(f"ALTER DATABASE {quoted(name)} ALLOW_CONNECTIONS true")


async def _put_out(line: Connection, present: str, restored: str) -> None:
    if present in await databases(line):
        await line.execute(f"ALTER DATABASE {quoted(present)} ALLOW_CONNECTIONS false")
        # The server's own workers, which not everybody may end, make way for a new name by
        # themselves.
        await line.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = ANY($1) AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'",
            [present, restored],
        )
