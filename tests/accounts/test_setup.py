import asyncio
from datetime import timedelta
from pathlib import Path

from tests.accounts.home import PASSWORD, Home, code_of, warm_up

from medianest.accounts.service import GivenOwner, Setup
from medianest.infra.database import fetchval

WISH = {"name": "Ada", "email": "Ada@Home.Example ", "password": PASSWORD}


def _code(tmp_path: Path) -> str:
    return (tmp_path / "setup-code").read_text().strip()


async def _owners() -> int:
    found: int = await fetchval("SELECT count(*) FROM users WHERE role = 'owner'")
    return found


async def test_the_printed_code_makes_the_first_person_the_owner(
    home: Home, tmp_path: Path
) -> None:
    async with home.client() as client:
        answer = await client.post("/auth/setup", json={**WISH, "setupCode": _code(tmp_path)})
        session = await client.get("/auth/session")

    assert answer.status_code == 201
    body = answer.json()
    assert body["user"] | {"id": ""} == {
        "id": "",
        "name": "Ada",
        "email": "ada@home.example",
        "role": "owner",
    }
    assert set(body) == {"user", "tokens", "permissions", "sessionId"}
    assert "settings.manage" in body["permissions"]
    assert session.json()["sessionId"] == body["sessionId"]


async def test_the_code_is_for_this_machines_user_alone(home: Home, tmp_path: Path) -> None:
    assert (tmp_path / "setup-code").stat().st_mode & 0o777 == 0o600
    assert await home.accounts.setup.is_open()


async def test_the_code_may_be_typed_without_dashes_and_in_lower_case(
    home: Home, tmp_path: Path
) -> None:
    typed = _code(tmp_path).replace("-", " ").lower()

    async with home.client() as client:
        answer = await client.post("/auth/setup", json={**WISH, "setupCode": typed})

    assert answer.status_code == 201


async def test_the_code_is_gone_once_used(home: Home, tmp_path: Path) -> None:
    code = _code(tmp_path)
    async with home.client() as client:
        await client.post("/auth/setup", json={**WISH, "setupCode": code})

        again = await client.post(
            "/auth/setup", json={**WISH, "email": "eve@home.example", "setupCode": code}
        )

    assert (again.status_code, code_of(again)) == (409, "setup_closed")
    assert not (tmp_path / "setup-code").exists()
    assert not await home.accounts.setup.is_open()


async def test_many_who_use_the_code_at_once_make_exactly_one_owner(
    home: Home, tmp_path: Path
) -> None:
    code = _code(tmp_path)
    await warm_up()

    async def claim(number: int) -> int:
        wish = {**WISH, "email": f"ada{number}@home.example", "setupCode": code}
        async with home.client() as client:
            return (await client.post("/auth/setup", json=wish)).status_code

    statuses = sorted(await asyncio.gather(*map(claim, range(8))))

    assert statuses == [201, *[409] * 7]
    assert await _owners() == 1


async def test_guessing_the_code_is_slowed_down_also_for_the_right_one(
    home: Home, tmp_path: Path
) -> None:
    async with home.client() as client:
        wrong = [
            await client.post("/auth/setup", json={**WISH, "setupCode": "ABCD-EFGH-JKLM"})
            for _ in range(10)
        ]
        refused = await client.post("/auth/setup", json={**WISH, "setupCode": _code(tmp_path)})
        home.clock.move(timedelta(minutes=16))
        later = await client.post("/auth/setup", json={**WISH, "setupCode": _code(tmp_path)})

    assert {code_of(answer) for answer in wrong} == {"wrong_setup_code"}
    assert (refused.status_code, code_of(refused)) == (429, "too_many_tries")
    assert int(refused.headers["retry-after"]) > 0
    assert later.status_code == 201


async def test_an_empty_code_never_fits(home: Home, tmp_path: Path) -> None:
    (tmp_path / "setup-code").write_text("")

    async with home.client() as client:
        answer = await client.post("/auth/setup", json={**WISH, "setupCode": ""})

    assert code_of(answer) == "wrong_setup_code"


def _with_given(home: Home, password: str) -> Setup:
    setup = home.accounts.setup
    given = GivenOwner(email="Ops@home.example", password=password, name="Ops")
    return Setup(setup.code, setup.passwords, setup.sessions, setup.tries, setup.limits, given)


async def test_settings_may_name_the_owner_and_a_restart_changes_nothing(
    home: Home, tmp_path: Path
) -> None:
    first = await _with_given(home, PASSWORD).prepare()
    again = await _with_given(home, "another password entirely").prepare()

    signed_in = await home.login("ops@home.example")
    assert (first, again) == (None, None)
    assert signed_in["user"]["role"] == "owner"
    assert await _owners() == 1
    assert not (tmp_path / "setup-code").exists()


async def test_the_settings_owner_does_not_replace_the_one_who_claimed(
    home: Home, tmp_path: Path
) -> None:
    async with home.client() as client:
        await client.post("/auth/setup", json={**WISH, "setupCode": _code(tmp_path)})

    await _with_given(home, PASSWORD).prepare()

    assert await fetchval("SELECT email FROM users") == "ada@home.example"


async def test_a_second_start_keeps_the_code_that_was_printed(home: Home, tmp_path: Path) -> None:
    printed = _code(tmp_path)

    assert await home.accounts.setup.prepare() == printed
