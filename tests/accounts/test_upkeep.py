from datetime import timedelta
from pathlib import Path

import pytest
from tests.accounts.home import Home

from medianest.accounts import jobs
from medianest.accounts.guards import requires
from medianest.accounts.secret import signing_secret
from medianest.infra.database import fetchrow, fetchval
from medianest.kit.clock import now

COUNTS = """
SELECT (SELECT count(*) FROM sessions) AS sessions,
    (SELECT count(*) FROM refresh_tokens) AS tokens, (SELECT count(*) FROM tickets) AS tickets,
    (SELECT count(*) FROM rate_limits) AS limits, (SELECT count(*) FROM audit_log) AS audit
"""


async def _counts() -> dict[str, int]:
    row = await fetchrow(COUNTS)
    assert row is not None
    return dict(row)


async def test_what_ran_out_is_forgotten(home: Home) -> None:
    program = await home.program("member")
    await program.post("/auth/ticket")
    assert min((await _counts()).values()) > 0
    home.clock.move(timedelta(days=61))

    await jobs.forget_old(home.clock)

    kept = await _counts()
    assert kept.pop("audit") == 1
    assert set(kept.values()) == {0}


async def test_what_is_alive_is_kept_with_the_tokens_that_tell_of_theft(home: Home) -> None:
    body = await home.login(await home.person())
    for _ in range(4):
        home.clock.move(timedelta(days=20))
        async with home.client() as client:
            wish = {"refreshToken": body["tokens"]["refreshToken"]}
            body = (await client.post("/auth/refresh", json=wish)).json()

    await jobs.forget_old(home.clock)

    kept = await fetchval("SELECT array_agg(generation ORDER BY 1) FROM refresh_tokens")
    assert kept == [3, 4]


def test_forgetting_is_scheduled() -> None:
    (schedule,) = jobs.schedules(now)

    assert schedule.name == "accounts.prune"


def test_the_signing_secret_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    first, second = signing_secret(tmp_path / "keys"), signing_secret(tmp_path / "keys")

    assert first == second
    assert len(first) == 32
    assert (tmp_path / "keys" / "tokens.key").stat().st_mode & 0o777 == 0o600


def test_a_guard_for_a_permission_that_nobody_has_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"downloads\.crate"):
        requires("downloads.crate")
