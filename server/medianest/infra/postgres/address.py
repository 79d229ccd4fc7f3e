"""The database's address, taken apart for the tools and for other databases of the same server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from medianest.infra.postgres.queries import Connection


@dataclass(frozen=True, slots=True)
class Address:
    """A `postgresql://` address."""

    dsn: str = field(repr=False)

    @property
    def database(self) -> str:
        """The database's name."""
        parts = urlsplit(self.dsn)
        given = dict(parse_qsl(parts.query))
        return (
            unquote(parts.path.lstrip("/")) or given.get("dbname") or unquote(parts.username or "")
        )

    def of(self, database: str) -> "Address":
        """The same for another database of that server."""
        parts = urlsplit(self.dsn)
        query = [pair for pair in parse_qsl(parts.query) if pair[0] != "dbname"]
        changed = parts._replace(path=f"/{quote(database, safe='')}", query=urlencode(query))
        return Address(changed.geturl())

    def as_user(self, user: str, password: str) -> "Address":
        """The same for another user."""
        parts = urlsplit(self.dsn)
        own = {"user", "password", "passfile"}
        query = [pair for pair in parse_qsl(parts.query) if pair[0] not in own]
        where = parts.netloc.rpartition("@")[2]
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        changed = parts._replace(netloc=f"{who}@{where}", query=urlencode(query))
        return Address(changed.geturl())

    def without_password(self) -> tuple[str, str]:
        """The address as anybody may see it in a list of processes, and the password."""
        parts = urlsplit(self.dsn)
        user, _, host = parts.netloc.rpartition("@")
        query = parse_qsl(parts.query)
        password = unquote(parts.password or "") or dict(query).get("password", "")
        shown = parts._replace(
            netloc=f"{user.partition(':')[0]}@{host}" if user else host,
            query=urlencode([pair for pair in query if pair[0] != "password"]),
        )
        return shown.geturl(), password

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Connection]:
        """A connection of one's own, whose statements may take their time.

        Every name but the system's own has to be given with its schema.
        """
        opened: Connection = await asyncpg.connect(self.dsn, timeout=30)
        try:
            # Whoever owns a database may have it look for names in their schemas first, and a
            # restored one then makes whoever rules the server run what it calls pg_roles.
            await opened.execute("SET search_path = ''")
            yield opened
        finally:
            await opened.close(timeout=5)
