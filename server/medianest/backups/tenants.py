"""A database for a dump that anybody may have written: whoever fills it has nothing else.

Who may not make users on the server has to fill it as themselves.
"""

import secrets

import asyncpg

from medianest.backups import queries
from medianest.backups.errors import MayNotProveError
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.queries import Connection, ensure_user

_PREFIX = "for_"


async def lodge(line: Connection, server: Address, name: str) -> Address:
    """Make the empty database `name` and a user who owns it; its address as that user.

    Raises MayNotProveError where nothing can be made.
    """
    try:
        if not await queries.may_make_users(line):
            await queries.make_database(line, name)
            return server.of(name)
        tenant, password = _PREFIX + name, secrets.token_urlsafe(24)
        await ensure_user(line, tenant, password)
        await queries.join_user(line, tenant)
        await queries.make_database(line, name, owner=tenant)
    except asyncpg.InsufficientPrivilegeError as refusal:
        raise MayNotProveError from refusal
    return server.of(name).as_user(tenant, password)


async def adopt(line: Connection, inside: Connection, name: str) -> None:
    """Take over the database `name`, with which `inside` is connected, and all that is in it."""
    tenant = _PREFIX + name
    if tenant in await queries.users(line):
        await queries.inherit(inside, tenant)
        await queries.drop_user(line, tenant)


async def evict(line: Connection, name: str) -> None:
    """Delete the database `name`, and the user who owned it."""
    await queries.drop_database(line, name)
    if _PREFIX + name in await queries.users(line):
        await queries.drop_user(line, _PREFIX + name)


async def lodged(line: Connection, beginning: str) -> set[str]:
    """The names, so beginning, of what a killed program has left."""
    users = {user.removeprefix(_PREFIX) for user in await queries.users(line)}
    return {name for name in {*await queries.databases(line), *users} if name.startswith(beginning)}
