"""Statements about quotas: what is allowed, and what has been asked for."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.household.quotas import RollingLimit
from medianest.infra.database import Row, changed, execute, fetch, fetchrow
from medianest.requests.queries.asking import Cost
from medianest.requests.quotas.schemas import KINDS, Kind, QuotaLimits

_LIMITS = """q.films, q.films_days, q.seasons, q.seasons_days, q.episodes, q.episodes_days,
    q.gigabytes, q.gigabytes_days"""
# Of what is not limited; the column wants some.
_ANY_DAYS = 7


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom limits are for."""

    subject: str
    name: str
    limits: QuotaLimits


async def limits(person: UUID, role: str) -> QuotaLimits:
    """The limits of a person: their own, else those of the role, else none."""
    row = await fetchrow(
        f"""SELECT {_LIMITS} FROM request_quotas q WHERE q.subject = ANY($1)
        ORDER BY q.subject LIKE 'person:%' DESC LIMIT 1""",  # noqa: S608 - constants
        [f"person:{person}", f"role:{role}"],
    )
    return QuotaLimits() if row is None else _limits(row)


async def used(
    person: UUID, since: Mapping[Kind, datetime], *, without: UUID | None = None
) -> Cost:
    """What `person` has asked for since, by kind; what was declined or cancelled does not count."""
    row = await fetchrow(
        """SELECT count(*) FILTER (WHERE media_type = 'movie' AND created_at > $2) AS films,
            coalesce(sum(seasons) FILTER (WHERE created_at > $3), 0)::bigint AS seasons,
            coalesce(sum(episodes) FILTER (WHERE created_at > $4), 0)::bigint AS episodes,
            coalesce(sum(estimated_bytes) FILTER (WHERE created_at > $5), 0)::bigint
                AS estimated_bytes
        FROM media_requests
        WHERE requested_by = $1 AND created_at > least($2, $3, $4, $5)
            AND state NOT IN ('declined', 'cancelled') AND id IS DISTINCT FROM $6""",
        person,
        since["films"],
        since["seasons"],
        since["episodes"],
        since["gigabytes"],
        without,
    )
    return Cost() if row is None else Cost(**row)


async def assigned() -> list[Subject]:
    """All limits that somebody has set, roles first."""
    rows = await fetch(
        f"""SELECT q.subject, coalesce(u.name, '') AS name, {_LIMITS}
        FROM request_quotas q LEFT JOIN users u ON q.subject = 'person:' || u.id
        ORDER BY q.subject LIKE 'person:%', name, q.subject"""  # noqa: S608 - constants
    )
    return [Subject(subject=row["subject"], name=row["name"], limits=_limits(row)) for row in rows]


async def put(subject: str, wanted: QuotaLimits, *, at: datetime) -> None:
    """Set the limits of a role or a person."""
    values = dict[str, int | None]()
    for kind in KINDS:
        limit: RollingLimit | None = getattr(wanted, kind)
        values[kind] = None if limit is None else limit.limit
        values[f"{kind}_days"] = _ANY_DAYS if limit is None else limit.days
    sets = ", ".join(f"{name} = excluded.{name}" for name in values)
    places = ", ".join(f"${place}" for place in range(3, 3 + len(values)))
    await execute(
        f"""INSERT INTO request_quotas (subject, updated_at, {", ".join(values)})
        VALUES ($1, $2, {places})
        ON CONFLICT (subject) DO UPDATE SET updated_at = excluded.updated_at, {sets}""",  # noqa: S608 - the fields of a struct
        subject,
        at,
        *values.values(),
    )


async def drop(subject: str) -> bool:
    """Lift the limits of a role or a person; False if there were none."""
    return await changed("DELETE FROM request_quotas WHERE subject = $1", subject) > 0


def _limits(row: Row) -> QuotaLimits:
    return QuotaLimits(
        **{
            kind: RollingLimit(limit=row[kind], days=row[f"{kind}_days"])
            for kind in KINDS
            if row[kind] is not None
        }
    )
