import base64
import json
from datetime import timedelta
from uuid import UUID

import jwt
import pytest
from tests.accounts.home import Home, code_of

from medianest.accounts.tokens import AccessTokens
from medianest.infra.database import execute


def _token(home: Home, body: dict[str, object], **changes: object) -> str:
    """A token like the one in `body`, signed with the right key, with other claims."""
    signer: AccessTokens = home.accounts.sessions.access
    issued = str(body["accessToken"])
    header = jwt.get_unverified_header(issued)
    claims = jwt.decode(issued, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, signer._keys[header["kid"]], "HS256", headers={"kid": header["kid"]})


def _unsigned(token: str, algorithm: str) -> str:
    payload = token.split(".")[1]
    kid = jwt.get_unverified_header(token)["kid"]
    header = json.dumps({"alg": algorithm, "typ": "JWT", "kid": kid}).encode()
    return f"{base64.urlsafe_b64encode(header).decode().rstrip('=')}.{payload}."


async def _present(home: Home, token: str) -> tuple[int, str]:
    async with home.client() as client:
        sent = {b"authorization": b"Bearer " + token.encode()}
        answer = await client.get("/closed", headers=sent)
    return answer.status_code, code_of(answer)


async def test_a_bearer_is_let_in_and_needs_no_csrf(home: Home) -> None:
    async with await home.program("member") as program:
        assert (await program.get("/closed")).text == "member"
        assert (await program.post("/closed")).text == "member"


async def test_nobody_is_let_in_without_a_token_except_where_everybody_is(home: Home) -> None:
    async with home.client() as client:
        closed = await client.get("/closed")
        public = await client.get("/open")

    assert (closed.status_code, code_of(closed)) == (401, "not_signed_in")
    assert public.status_code == 200


async def test_a_stale_token_keeps_nobody_from_a_public_route(home: Home) -> None:
    async with home.client(Authorization="Bearer nonsense") as client:
        assert (await client.get("/open")).status_code == 200


async def test_a_token_ends_after_a_quarter_of_an_hour(home: Home) -> None:
    async with await home.program("member") as program:
        home.clock.move(timedelta(minutes=14, seconds=58))
        before = await program.get("/closed")
        home.clock.move(timedelta(seconds=3))
        after = await program.get("/closed")

    assert before.status_code == 200
    assert (after.status_code, code_of(after)) == (401, "token_expired")


@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "RS256"])
async def test_a_token_cannot_choose_how_it_is_verified(home: Home, algorithm: str) -> None:
    body = await home.login(await home.person())

    forged = _unsigned(body["tokens"]["accessToken"], algorithm)

    assert await _present(home, forged) == (401, "token_invalid")


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "é.b.c", "." * 5000, "eyJhbGciOiJIUzI1NiJ9.e30.x"]
)
async def test_garbage_is_no_token(home: Home, token: str) -> None:
    assert await _present(home, token) == (401, "token_invalid")


async def test_a_changed_token_is_refused(home: Home) -> None:
    body = await home.login(await home.person())
    head, payload, signature = body["tokens"]["accessToken"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["exp"] += 3600
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    assert await _present(home, f"{head}.{changed}.{signature}") == (401, "token_invalid")


@pytest.mark.parametrize("claims", [{"exp": None}, {"sid": None}, {"sub": 7}, {"sid": "x"}])
async def test_a_token_without_its_claims_is_refused(home: Home, claims: dict[str, object]) -> None:
    body = await home.login(await home.person())

    assert await _present(home, _token(home, body["tokens"], **claims)) == (401, "token_invalid")


async def test_a_token_names_the_person_of_its_session(home: Home) -> None:
    body = await home.login(await home.person())

    swapped = _token(home, body["tokens"], sub=str(UUID(int=1)))

    assert await _present(home, swapped) == (401, "session_ended")


async def test_a_token_of_another_key_is_refused_and_of_an_older_one_accepted(home: Home) -> None:
    lifetime = timedelta(minutes=15)
    person, session = UUID(int=1), UUID(int=2)
    old = AccessTokens([b"old"], lifetime=lifetime, clock=home.clock)
    both = AccessTokens([b"new", b"old"], lifetime=lifetime, clock=home.clock)

    token = old.issue(person=person, session=session)

    assert both.read(token).sub == person
    assert await _present(home, token) == (401, "token_invalid")


async def test_who_lacks_a_permission_is_told_which(home: Home) -> None:
    async with await home.program("member") as member, await home.program("admin") as admin:
        refused = await member.get("/governed")
        allowed = await admin.get("/governed")

    assert (refused.status_code, code_of(refused)) == (403, "not_permitted")
    assert "people.manage" in refused.json()["detail"]
    assert allowed.status_code == 200


async def test_the_steady_state_asks_the_database_nothing(home: Home) -> None:
    async with await home.program("member") as program:
        await program.get("/closed")
        await execute("ALTER TABLE sessions RENAME TO elsewhere")

        assert (await program.get("/closed")).status_code == 200


async def test_an_empty_memory_changes_no_answer(home: Home) -> None:
    async with await home.program("member") as program:
        home.accounts.doorman.forget_everything()

        assert (await program.get("/closed")).text == "member"


async def test_what_is_remembered_is_asked_anew_before_long(home: Home) -> None:
    async with await home.program("member") as program:
        await program.get("/closed")
        await execute("UPDATE sessions SET revoked_at = now()")

        home.clock.move(timedelta(seconds=11))

        assert code_of(await program.get("/closed")) == "session_ended"
