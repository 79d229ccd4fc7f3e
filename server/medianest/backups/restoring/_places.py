"""Where the restored database is made, and how it takes the place of the present one.

An embedded one is a folder among those that are renamed anyway. One on a server of the owner's is
renamed there.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from medianest.backups import queries, tenants
from medianest.backups.proving import Bench
from medianest.backups.restoring._journal import Journal, Order
from medianest.infra.postgres import embedded
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.queries import Connection
from medianest.settings import Settings

# Postgres cuts names off that are longer than 63 bytes.
_LONGEST_STEM = 30


class Place(Protocol):
    """A kind of database."""

    def empty(self, order: Order) -> AbstractAsyncContextManager[Bench]:
        """Make an empty database beside the present one, usable while inside."""
        ...

    def present(self) -> AbstractAsyncContextManager[Address]:
        """Run or reach the database that is in place."""
        ...

    async def swap(self, order: Order) -> None:
        """Put the restored database in its place; may be repeated."""

    async def swap_back(self, order: Order) -> None:
        """Undo `swap`; may be repeated."""

    async def drop(self, order: Order) -> None:
        """Delete a restored database that is not wanted."""

    def kept(self, order: Order) -> str:
        """Where the former database is, in words, unless it is a folder."""
        ...


def place_of(settings: Settings) -> Place:
    """The place that the settings choose."""
    if settings.database.url:
        return Theirs(Address(settings.database.url))
    return Ours(Journal(settings.data_dir))


@dataclass(frozen=True, slots=True)
class Ours:
    """The embedded database: one that is made from nothing needs nothing of the present one."""

    journal: Journal

    @asynccontextmanager
    async def empty(self, order: Order) -> AsyncIterator[Bench]:  # noqa: ARG002 - see Place
        """Run a new cluster."""
        # Stopped cleanly it is on disk all the same.
        quick = {"synchronous_commit": "off"}
        async with embedded(self.journal.fresh, settings=quick) as server:
            yield Bench(Address(server.dsn), self.journal.data_dir, server.bin_dir)
        shutil.rmtree(self.journal.fresh / "logs", ignore_errors=True)

    @asynccontextmanager
    async def present(self) -> AsyncIterator[Address]:
        """Start it."""
        async with embedded(self.journal.data_dir) as server:
            yield Address(server.dsn)

    async def swap(self, order: Order) -> None:
        """Its folder is among those that are moved."""

    async def swap_back(self, order: Order) -> None:
        """The same."""

    async def drop(self, order: Order) -> None:
        """The same."""

    def kept(self, order: Order) -> str:  # noqa: ARG002 - see Place
        """It is a folder."""
        return ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A database on the owner's server; its user needs the right to make databases."""

    address: Address

    def _restored(self, order: Order) -> str:
        return f"{self.address.database[:_LONGEST_STEM]}_restored_{order.id}"

    def _aside(self, order: Order) -> str:
        return f"{self.address.database[:_LONGEST_STEM]}_before_{order.aside.lower()}"

    @asynccontextmanager
    async def empty(self, order: Order) -> AsyncIterator[Bench]:
        """Make one beside the present one."""
        name = self._restored(order)
        async with self._beside() as line:
            await tenants.evict(line, name)
            lodging = await tenants.lodge(line, self.address, name)
        yield Bench(lodging, None)
        async with self._beside() as line, self.address.of(name).line() as inside:
            await tenants.adopt(line, inside, name)

    @asynccontextmanager
    async def present(self) -> AsyncIterator[Address]:
        """It runs by itself."""
        yield self.address

    async def swap(self, order: Order) -> None:
        """Rename both."""
        name = self._restored(order)
        async with self._beside() as line:
            if name in await queries.databases(line):
                present, aside = self.address.database, self._aside(order)
                await queries.swap(line, present=present, aside=aside, restored=name)

    async def swap_back(self, order: Order) -> None:
        """Rename both back."""
        name, aside = self._restored(order), self._aside(order)
        async with self._beside() as line:
            present = self.address.database
            if aside in await queries.databases(line):
                await queries.swap(line, present=present, aside=name, restored=aside)
            else:
                # A kill amid the swap may have left it closed.
                await queries.let_in(line, present)

    async def drop(self, order: Order) -> None:
        """Delete it."""
        async with self._beside() as line:
            await tenants.evict(line, self._restored(order))

    def kept(self, order: Order) -> str:
        """Its new name."""
        return f"The database as it was before is called {self._aside(order)} now."

    @asynccontextmanager
    async def _beside(self) -> AsyncIterator[Connection]:
        # Nobody can rename the database that they are in.
        try:
            async with self.address.of("postgres").line() as line:
                yield line
        except (asyncpg.InvalidCatalogNameError, asyncpg.InsufficientPrivilegeError):
            async with self.address.of("template1").line() as line:
                yield line
