"""A small household with a database of its own and what lies beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from tests.accounts.home import CHEAP

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.accounts.queries.people import PersonRow
from medianest.backups.build import maker
from medianest.backups.making import Maker
from medianest.backups.progress import Step, Told
from medianest.backups.restoring import Journal, Outcome, carry_out, pending
from medianest.infra.database import connected, execute, fetchval
from medianest.infra.instance import instance_id
from medianest.infra.postgres import Postgres
from medianest.infra.postgres.address import Address
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.settings import Backups, Database, Settings

OWNER = "olga@example.org"
PASSWORD = "correct horse battery"


class Silent:
    """Tells nobody how far it is."""

    def say(self, step: Step, share: float | None) -> None: ...


def unheard(_: str) -> Told:
    return lambda _: None


@dataclass(frozen=True)
class Household:
    """Its database is one of the tests' server; `settings` say so."""

    settings: Settings

    @property
    def data_dir(self) -> Path:
        return self.settings.data_dir

    @property
    def dsn(self) -> str:
        return self.settings.database.url

    @property
    def maker(self) -> Maker:
        return maker(self.settings, self.dsn)

    @property
    def journal(self) -> Journal:
        return Journal(self.data_dir)

    async def backup(self) -> Path:
        return await self.maker.make("manual", unheard)

    async def restore(self, archive: Path) -> Outcome:
        self.journal.ask(archive, now())
        return await self.go_on()

    async def go_on(self) -> Outcome:
        """What the next start does."""
        waiting = pending(self.data_dir)
        assert waiting is not None
        return await carry_out(waiting, self.settings, Silent())

    async def ask(self, sql: str) -> object:
        async with connected(self.dsn, most=2):
            return await fetchval(sql)

    async def do(self, sql: str) -> None:
        async with connected(self.dsn, most=2):
            await execute(sql)

    async def people(self) -> int:
        async with connected(self.dsn, most=2):
            return await people.count()


async def settle(settings: Settings) -> Household:
    """Give the migrated database an owner, and the folder keys, a name and a picture."""
    data_dir = settings.data_dir
    data_dir.mkdir(parents=True, exist_ok=True)
    Vault(data_dir / "keys")
    instance_id(data_dir)
    (data_dir / "pictures").mkdir()
    (data_dir / "pictures" / f"{new_id()}.jpg").write_bytes(b"a small picture")
    async with connected(settings.database.url, most=2):
        owner = PersonRow(id=new_id(), email=OWNER, name="Olga", role=Role.OWNER, created_at=now())
        await people.add(owner, password_hash=CHEAP.hash(PASSWORD))
    return Household(settings)


def settings_of(data_dir: Path, dsn: str, **backups: object) -> Settings:
    chosen = msgspec.convert(backups, Backups)
    return Settings(data_dir=data_dir, database=Database(url=dsn), backups=chosen)


@asynccontextmanager
async def database_of_its_own(server: Postgres, name: str) -> AsyncIterator[str]:
    """A copy of the tests' template that may be renamed; gone afterwards, with its relations."""
    ruler = Address(server.ruling_dsn)
    async with ruler.of("postgres").line() as line:
        await line.execute(f"CREATE DATABASE {name} TEMPLATE template")
        yield ruler.of(name).dsn
        rows = await line.fetch("SELECT datname FROM pg_database WHERE datname LIKE $1", f"{name}%")
        for row in rows:
            await line.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
