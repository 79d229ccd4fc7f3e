"""The bucket of turns at TMDB: one row, shared by all processes."""

from medianest.infra.database import execute, fetchval

_FLOWN = "greatest(extract(epoch FROM clock_timestamp() - p.at), 0) * $2"
_LEVEL = f"least($1, p.tokens + {_FLOWN})"


async def take(burst: float, refill: float, *, least: float) -> float | None:
    """Take a turn if at least `least` are there; how many are left, below zero when borrowed."""
    left: float | None = await fetchval(
        f"""
        INSERT INTO tmdb_pace AS p (id, tokens, at) VALUES (1, $1::float8 - 1, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET tokens = {_LEVEL} - 1, at = clock_timestamp()
        WHERE {_LEVEL} >= $3
        RETURNING tokens
        """,  # noqa: S608 - constants
        float(burst),
        float(refill),
        float(least),
    )
    return left


async def hold(tokens: float) -> None:
    """Leave the bucket as empty as if `tokens` had been borrowed."""
    await execute(
        "UPDATE tmdb_pace SET tokens = least(tokens, -$1::float8), at = clock_timestamp()", tokens
    )
