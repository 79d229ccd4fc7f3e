"""Codes that people are to type at Trakt."""

from datetime import datetime
from uuid import UUID

import msgspec

from medianest.catalog.trakt.errors import Failure
from medianest.infra.database import changed, execute, fetchrow


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code under way, or one of which nothing came; `device_code` is sealed."""

    id: UUID
    person: UUID
    device_code: str
    user_code: str
    verification_url: str
    interval: float
    expires_at: datetime
    failure: Failure | None = None


async def of(person: UUID) -> Code | None:
    """The latest code of `person`."""
    row = await fetchrow(
        """
        SELECT id, person, device_code, user_code, verification_url, interval, expires_at, failure
        FROM trakt_codes WHERE person = $1
        """,
        person,
    )
    return Code(**row) if row else None


async def save(code: Code) -> None:
    """Keep a code in place of the person's former one."""
    await execute(
        """
        INSERT INTO trakt_codes
            (id, person, device_code, user_code, verification_url, interval, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (person) DO UPDATE SET
            id = $1, device_code = $3, user_code = $4, verification_url = $5, interval = $6,
            expires_at = $7, failure = NULL
        """,
        code.id,
        code.person,
        code.device_code,
        code.user_code,
        code.verification_url,
        code.interval,
        code.expires_at,
    )


async def slow_down(code: UUID, *, by: float) -> None:
    """Ask that many seconds less often, as Trakt wishes."""
    await execute("UPDATE trakt_codes SET interval = interval + $2 WHERE id = $1", code, by)


async def fail(code: UUID, failure: Failure) -> None:
    """Note that nothing comes of it."""
    await execute("UPDATE trakt_codes SET failure = $2 WHERE id = $1", code, failure)


async def take(code: UUID) -> bool:
    """Use a code up; False if it was replaced or taken back meanwhile."""
    return bool(await changed("DELETE FROM trakt_codes WHERE id = $1", code))
