import asyncio
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from tests.accounts.home import CHEAP, PASSWORD, Home, code_of

from medianest.accounts.passwords import Passwords
from medianest.accounts.queries import people
from medianest.infra.database import execute, fetch, fetchrow, fetchval


async def test_the_answer_says_who_it_is_what_they_may_and_how_to_stay(home: Home) -> None:
    await home.person("guest")

    body = await home.login("guest@home.example")

    assert set(body) == {"user", "tokens", "permissions", "sessionId"}
    assert set(body["user"]) == {"id", "name", "email", "role"}
    assert set(body["tokens"]) == {"accessToken", "refreshToken", "expiresIn"}
    assert body["permissions"] == ["plex.read"]
    assert body["tokens"]["expiresIn"] == 900


async def test_the_address_may_be_typed_in_any_way(home: Home) -> None:
    await home.person("member")

    assert (await home.login("  MEMBER@Home.Example"))["user"]["name"] == "member"


async def test_a_password_counts_the_same_however_its_letters_are_composed(home: Home) -> None:
    await home.person("member")
    await execute("UPDATE users SET password_hash = $1", CHEAP.hash("caf\u00e9 au lait, s'il"))

    body = await home.login("member@home.example", password="cafe\u0301 au lait, s'il")

    assert body["user"]["role"] == "member"


@pytest.mark.parametrize(
    "wish",
    [
        {"email": "member@home.example", "password": "not the password"},
        {"email": "nobody@home.example", "password": PASSWORD},
        {"email": "mem\u0000ber@home.example", "password": PASSWORD},
        {"email": "", "password": ""},
        {"email": "' OR 1=1 --", "password": "' OR 1=1 --"},
    ],
)
async def test_what_was_wrong_stays_untold(home: Home, wish: dict[str, str]) -> None:
    await home.person("member")

    async with home.client() as client:
        answer = await client.post("/auth/login", json=wish)

    assert (answer.status_code, code_of(answer)) == (401, "wrong_credentials")
    assert not answer.cookies


async def test_an_unknown_address_costs_as_much_work_as_a_known_one(home: Home) -> None:
    checked: list[str] = []

    class Watching(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            checked.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    hasher = Watching(time_cost=1, memory_cost=8, parallelism=1)
    await Passwords(hasher).fits(PASSWORD, None)
    await Passwords(hasher).fits(PASSWORD, hasher.hash("another"))

    assert checked[0] == checked[1] == "$argon2id$v=19$m=8,t=1,p=1"


async def test_disabled_people_are_told_so_only_when_they_know_the_password(home: Home) -> None:
    await home.person("member")
    await execute("UPDATE users SET disabled_at = now()")

    async with home.client() as client:
        wish = {"email": "member@home.example", "password": PASSWORD}
        right = await client.post("/auth/login", json=wish)
        wrong = await client.post("/auth/login", json=wish | {"password": "a wrong one"})

    assert (code_of(right), code_of(wrong)) == ("account_disabled", "wrong_credentials")


async def test_a_sign_in_is_kept_whole(home: Home) -> None:
    await home.person("member")

    body = await home.login("member@home.example", device="Kitchen")

    session = await fetchrow("SELECT * FROM sessions")
    assert session is not None
    assert str(session["id"]) == body["sessionId"]
    assert (session["device"], session["address"]) == ("Kitchen", "192.168.1.10")
    assert await fetchval("SELECT last_login_at FROM users") == home.clock()
    assert await fetchval("SELECT count(*) FROM refresh_tokens") == 1
    assert await fetchval("SELECT action FROM audit_log") == "login.succeeded"
    assert await fetchval("SELECT max(tries) FROM rate_limits") == 0


async def test_a_sign_in_that_cannot_be_audited_leaves_nothing(home: Home) -> None:
    await home.person("member")
    await execute("ALTER TABLE audit_log RENAME TO elsewhere")

    async with home.client() as client:
        wish = {"email": "member@home.example", "password": PASSWORD}
        answer = await client.post("/auth/login", json=wish)

    assert answer.status_code == 500
    assert await fetchval("SELECT count(*) FROM sessions") == 0
    assert await fetchval("SELECT count(*) FROM refresh_tokens") == 0
    assert await fetchval("SELECT last_login_at FROM users") is None
    assert await fetchval("SELECT max(tries) FROM rate_limits") == 1


async def test_no_secret_is_kept_readable(home: Home) -> None:
    await home.person("member")
    body = await home.login("member@home.example")

    rows = [
        await fetch(f"SELECT t::text AS all FROM {table} t")  # noqa: S608
        for table in ("users", "sessions", "refresh_tokens", "audit_log", "rate_limits")
    ]
    kept = "\n".join(row["all"] for table in rows for row in table)

    assert body["tokens"]["refreshToken"] not in kept
    assert body["tokens"]["accessToken"] not in kept
    assert PASSWORD not in kept


async def test_a_hash_of_another_cost_is_replaced_at_the_next_sign_in(home: Home) -> None:
    await home.person("member")
    older = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    await execute("UPDATE users SET password_hash = $1", older)

    await home.login("member@home.example")

    assert "t=1" in await fetchval("SELECT password_hash FROM users")
    assert await home.login("member@home.example")


async def _fail(home: Home, email: str, *, times: int, address: str = "192.168.1.66") -> list[int]:
    async with home.client(address=address) as client:
        wish = {"email": email, "password": "a wrong guess"}
        return [(await client.post("/auth/login", json=wish)).status_code for _ in range(times)]


async def test_guessing_at_one_person_is_stopped_and_says_how_long(home: Home) -> None:
    email = await home.person("member")

    statuses = await _fail(home, email, times=11)
    async with home.client(address="192.168.1.66") as client:
        right = await client.post("/auth/login", json={"email": email, "password": PASSWORD})

    assert statuses == [*[401] * 10, 429]
    assert (right.status_code, code_of(right)) == (429, "too_many_tries")
    assert right.headers["retry-after"] == "900"
    assert right.json()["retryAfter"] == 900


async def test_the_window_closes(home: Home) -> None:
    email = await home.person("member")
    await _fail(home, email, times=11)

    home.clock.move(timedelta(minutes=15, seconds=1))

    assert await home.login(email, address="192.168.1.66")


async def test_guesses_made_at_once_do_not_slip_through(home: Home) -> None:
    email = await home.person("member")

    answers = await asyncio.gather(*(_fail(home, email, times=1) for _ in range(20)))

    assert sorted(status for one in answers for status in one) == [*[401] * 10, *[429] * 10]


async def test_a_forwarding_header_of_a_stranger_buys_no_more_tries(home: Home) -> None:
    email = await home.person("member")
    wish = {"email": email, "password": "a wrong guess"}

    statuses = []
    for number in range(12):
        forwarded = {"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}"}
        async with home.client(address="192.168.1.66") as client:
            answer = await client.post("/auth/login", json=wish, headers=forwarded)
        statuses.append(answer.status_code)

    assert statuses[-2:] == [429, 429]


async def test_nobody_can_lock_the_owner_out_of_their_own_home(home: Home) -> None:
    email = await home.person("owner")
    await home.login(email, address="192.168.1.10")
    for number in range(6):
        await _fail(home, email, times=10, address=f"10.9.9.{number}")

    stranger = await _fail(home, email, times=1, address="10.9.9.99")

    assert stranger == [429]
    assert await home.login(email, address="192.168.1.10")


async def test_one_address_that_guesses_at_everybody_is_stopped(home: Home) -> None:
    statuses = []
    for number in range(61):
        statuses += await _fail(home, f"someone{number}@home.example", times=1)

    assert statuses == [*[401] * 60, 429]


async def test_an_ipv6_device_does_not_get_new_tries_by_a_new_address(home: Home) -> None:
    email = await home.person("member")
    for number in range(10):
        await _fail(home, email, times=1, address=f"2001:db8::{number:x}")

    assert await _fail(home, email, times=1, address="2001:db8::ffff") == [429]


async def test_a_password_changed_meanwhile_keeps_the_old_one_out(home: Home) -> None:
    email = await home.person("member")
    known = await people.credentials(email)
    assert known is not None
    await execute("UPDATE users SET password_hash = 'another'")

    entered = await people.sign_in(
        known.id, checked_hash=known.password_hash, new_hash=None, at=home.clock()
    )

    assert entered is None
