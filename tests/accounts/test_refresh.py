import asyncio
from datetime import timedelta

import httpx2
import pytest
from tests.accounts.home import Home, code_of, csrf, warm_up

from medianest.infra.database import fetch, fetchval

GRACE_OVER = timedelta(seconds=11)


async def _renew(home: Home, refresh_token: str) -> httpx2.Response:
    async with home.client() as client:
        return await client.post("/auth/refresh", json={"refreshToken": refresh_token})


def _token(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["tokens"]["refreshToken"]
    return token


async def _first(home: Home) -> str:
    token: str = (await home.login(await home.person()))["tokens"]["refreshToken"]
    return token


async def test_a_refresh_token_is_exchanged_for_fresh_tokens_of_the_same_session(
    home: Home,
) -> None:
    before = await home.login(await home.person())

    answer = await _renew(home, before["tokens"]["refreshToken"])

    body = answer.json()
    assert body["sessionId"] == before["sessionId"]
    assert body["tokens"]["refreshToken"] != before["tokens"]["refreshToken"]
    async with home.bearing(body["tokens"]) as program:
        assert (await program.get("/closed")).status_code == 200


async def test_a_token_used_again_ends_the_session_for_both_who_hold_it(home: Home) -> None:
    stolen = await _first(home)
    newest = _token(await _renew(home, stolen))
    home.clock.move(GRACE_OVER)

    reused = await _renew(home, stolen)
    robbed = await _renew(home, newest)

    assert (reused.status_code, code_of(reused)) == (401, "session_ended")
    assert (robbed.status_code, code_of(robbed)) == (401, "session_ended")
    assert await fetchval("SELECT revoked_why FROM sessions") == "token_reused"
    actions = [row["action"] for row in await fetch("SELECT action FROM audit_log")]
    assert "session.token_reused" in actions


async def test_reuse_ends_the_access_tokens_at_once_too(home: Home) -> None:
    before = await home.login(await home.person())
    async with home.bearing(before["tokens"]) as program:
        await program.get("/closed")
        await _renew(home, before["tokens"]["refreshToken"])
        home.clock.move(timedelta(seconds=10, milliseconds=1))
        await program.get("/closed")

        await _renew(home, before["tokens"]["refreshToken"])

        assert code_of(await program.get("/closed")) == "session_ended"


async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(home: Home) -> None:
    token = await _first(home)
    await warm_up()

    answers = await asyncio.gather(*(_renew(home, token) for _ in range(3)))
    home.clock.move(GRACE_OVER)
    later = await _renew(home, _token(answers[0]))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert later.status_code == 200
    assert await fetchval("SELECT generation FROM sessions") == 2


async def test_a_thief_within_the_grace_is_found_out_at_the_next_refresh(home: Home) -> None:
    token = await _first(home)
    robbed = _token(await _renew(home, token))
    thief = _token(await _renew(home, token))
    home.clock.move(GRACE_OVER)
    await _renew(home, thief)
    home.clock.move(GRACE_OVER)

    found_out = await _renew(home, robbed)

    assert code_of(found_out) == "session_ended"
    assert await fetchval("SELECT revoked_why FROM sessions") == "token_reused"


async def test_the_grace_is_for_the_last_generation_alone(home: Home) -> None:
    oldest = await _first(home)
    newer = _token(await _renew(home, oldest))
    await _renew(home, newer)

    reused = await _renew(home, oldest)

    assert code_of(reused) == "session_ended"


async def test_the_grace_is_not_endless(home: Home) -> None:
    token = await _first(home)

    answers = [await _renew(home, token) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [*[200] * 5, 401]


@pytest.mark.parametrize("token", ["", "nonsense", "\u0000", "x" * 999])
async def test_an_unknown_refresh_token_is_refused(home: Home, token: str) -> None:
    answer = await _renew(home, token)

    assert (answer.status_code, code_of(answer)) == (401, "session_ended")


async def test_a_session_lasts_as_long_as_it_is_used(home: Home) -> None:
    token = await _first(home)
    for _ in range(3):
        home.clock.move(timedelta(days=29))
        token = _token(await _renew(home, token))

    home.clock.move(timedelta(days=30))

    assert code_of(await _renew(home, token)) == "session_ended"


async def test_a_browser_refreshes_by_cookie_and_proves_that_its_page_asked(home: Home) -> None:
    browser = await home.browser()
    before = browser.cookies["medianest_refresh"]

    forged = await browser.post("/auth/refresh")
    renewed = await browser.post("/auth/refresh", headers=csrf(browser))

    assert (forged.status_code, code_of(forged)) == (403, "csrf_failed")
    assert renewed.status_code == 200
    assert browser.cookies["medianest_refresh"] != before
    assert (await browser.get("/closed")).status_code == 200


async def test_disabled_people_cannot_refresh(home: Home) -> None:
    admin = await home.program("admin")
    body = await home.login(await home.person())
    await admin.patch(f"/admin/users/{body['user']['id']}", json={"disabled": True})

    answer = await _renew(home, body["tokens"]["refreshToken"])

    assert code_of(answer) == "session_ended"
