"""Statements about people."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from medianest.accounts.errors import EmailTakenError
from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.infra.database import Lock, execute, fetch, fetchrow, fetchval, transaction

_COLUMNS = (
    "id, email, name, role, created_at, last_login_at, age_limit,"
    " disabled_at IS NOT NULL AS disabled"
)


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, without the password."""

    id: UUID
    email: str
    name: str
    role: Role
    created_at: datetime
    last_login_at: datetime | None = None
    disabled: bool = False
    age_limit: int | None = None


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in is checked against."""

    id: UUID
    password_hash: str
    disabled: bool


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about somebody; None leaves as it is, but lifts an age limit."""

    name: str | None = None
    email: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    password_hash: str | None = None
    age_limit: int | msgspec.UnsetType | None = msgspec.UNSET


def _person(row: asyncpg.Record) -> PersonRow:
    fields = dict(row)
    return PersonRow(**{**fields, "role": Role(fields["role"])})


async def lock_owners() -> None:
    """Let nobody else change who the owners are until this transaction ends."""
    await Lock("accounts.owners").hold()


async def owner_exists() -> bool:
    """Whether anybody owns this MediaNest."""
    found: bool = await fetchval("SELECT EXISTS (SELECT FROM users WHERE role = 'owner')")
    return found


async def another_owner_exists(person: UUID) -> bool:
    """Whether somebody besides `person` is an owner who can sign in."""
    found: bool = await fetchval(
        "SELECT EXISTS (SELECT FROM users WHERE role = 'owner' AND id <> $1"
        " AND disabled_at IS NULL AND deleted_at IS NULL)",
        person,
    )
    return found


async def add(person: PersonRow, *, password_hash: str) -> None:
    """Keep somebody new."""
    try:
        async with transaction():
            await execute(
                "INSERT INTO users (id, email, name, role, password_hash, created_at, updated_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $6)",
                person.id,
                person.email,
                person.name,
                person.role,
                password_hash,
                person.created_at,
            )
    except asyncpg.UniqueViolationError as clash:
        raise EmailTakenError from clash


async def credentials(email: str) -> Credentials | None:
    """What a sign-in as `email` is checked against."""
    row = await fetchrow(
        "SELECT id, password_hash, disabled_at IS NOT NULL AS disabled"
        " FROM users WHERE email = $1 AND deleted_at IS NULL",
        email,
    )
    return Credentials(**row) if row else None


async def password_hash(person: UUID) -> str | None:
    """The hash of the password of `person`."""
    found: str | None = await fetchval(
        "SELECT password_hash FROM users WHERE id = $1 AND deleted_at IS NULL", person
    )
    return found


async def find(person: UUID) -> PersonRow | None:
    """Look somebody up."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL",  # noqa: S608
        person,
    )
    return _person(row) if row else None


async def find_for_change(person: UUID) -> PersonRow | None:
    """Look somebody up whom nobody else may change until this transaction ends."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL FOR UPDATE",  # noqa: S608
        person,
    )
    return _person(row) if row else None


async def page(*, limit: int, after: UUID | None) -> list[PersonRow]:
    """Everybody, in the order in which they came."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM users WHERE deleted_at IS NULL"  # noqa: S608
        " AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2",
        after,
        limit,
    )
    return [_person(row) for row in rows]


async def count() -> int:
    """How many people there are."""
    total: int = await fetchval("SELECT count(*) FROM users WHERE deleted_at IS NULL")
    return total


async def holding(permission: str) -> list[UUID]:
    """Everybody who holds `permission` and can sign in."""
    roles = [role.value for role, granted in PERMISSIONS.items() if permission in granted]
    rows = await fetch(
        "SELECT id FROM users WHERE role = ANY($1) AND disabled_at IS NULL"
        " AND deleted_at IS NULL ORDER BY id",
        roles,
    )
    return [row["id"] for row in rows]


async def of_any_age() -> list[UUID]:
    """Everybody without an age limit."""
    rows = await fetch(
        "SELECT id FROM users WHERE age_limit IS NULL AND deleted_at IS NULL ORDER BY id"
    )
    return [row["id"] for row in rows]


async def sign_in(
    person: UUID, *, checked_hash: str, new_hash: str | None, at: datetime
) -> PersonRow | None:
    """Note a sign-in, unless password or permission to enter changed since they were checked."""
    row = await fetchrow(
        "UPDATE users SET last_login_at = $4, password_hash = coalesce($3, password_hash)"  # noqa: S608
        " WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL AND deleted_at IS NULL"
        f" RETURNING {_COLUMNS}",
        person,
        checked_hash,
        new_hash,
        at,
    )
    return _person(row) if row else None


async def change(person: UUID, wish: Changes, *, at: datetime) -> None:
    """Change what `wish` names."""
    try:
        async with transaction():
            await execute(
                "UPDATE users SET name = coalesce($2, name), email = coalesce($3, email),"
                " role = coalesce($4, role), password_hash = coalesce($5, password_hash),"
                " disabled_at = CASE WHEN $6::boolean IS NULL THEN disabled_at"
                " WHEN $6 THEN coalesce(disabled_at, $7) END, updated_at = $7,"
                " age_limit = CASE WHEN $8 THEN $9 ELSE age_limit END WHERE id = $1",
                person,
                wish.name,
                wish.email,
                wish.role,
                wish.password_hash,
                wish.disabled,
                at,
                wish.age_limit is not msgspec.UNSET,
                None if wish.age_limit is msgspec.UNSET else wish.age_limit,
            )
    except asyncpg.UniqueViolationError as clash:
        raise EmailTakenError from clash


async def remove(person: UUID) -> bool:
    """Delete the row of `person`; False when other rows refer to it."""
    try:
        async with transaction():
            await execute("DELETE FROM users WHERE id = $1", person)
    except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
        # The same refusal, by its name before and since Postgres 18.
        return False
    return True


async def make_nameless(person: UUID, *, at: datetime) -> None:
    """Keep the row of `person` for those that refer to it, and nothing that says who it was."""
    await execute(
        "UPDATE users SET name = 'Deleted person', email = id || '@deleted.invalid',"
        " password_hash = '', role = 'guest', disabled_at = $2, deleted_at = $2, updated_at = $2,"
        " last_login_at = NULL WHERE id = $1",
        person,
        at,
    )
