from datetime import timedelta
from http.cookies import SimpleCookie

import httpx2
import pytest
from tests.accounts.home import PASSWORD, Home, code_of, csrf


def _cookies(answer: httpx2.Response) -> SimpleCookie:
    jar: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        jar.load(line)
    return jar


async def _login(home: Home, url: str, **headers: str) -> httpx2.Response:
    wish = {"email": await home.person("member"), "password": PASSWORD}
    async with home.client(url=url) as client:
        return await client.post("/auth/login", json=wish, headers=headers)


async def test_scripts_cannot_read_the_tokens_and_other_sites_cannot_send_them(
    home: Home,
) -> None:
    cookies = _cookies(await _login(home, "http://nas:8766"))

    access, refresh, proof = (
        cookies[f"medianest_{name}"] for name in ("access", "refresh", "csrf")
    )
    assert [bool(c["httponly"]) for c in (access, refresh, proof)] == [True, True, False]
    assert {c["samesite"] for c in (access, refresh, proof)} == {"lax"}
    assert [c["path"] for c in (access, refresh, proof)] == ["/", "/api/v1/auth", "/"]
    assert [c["max-age"] for c in (access, refresh)] == ["900", "2592000"]
    assert not any(c["domain"] for c in (access, refresh, proof))


@pytest.mark.parametrize(("url", "secure"), [("http://nas:8766", False), ("https://nas", True)])
async def test_cookies_are_for_https_alone_when_the_browser_came_by_it(
    home: Home, url: str, *, secure: bool
) -> None:
    cookies = _cookies(await _login(home, url, **{"X-Forwarded-Proto": "https"}))

    assert {bool(cookie["secure"]) for cookie in cookies.values()} == {secure}


async def test_tokens_are_not_kept_by_caches(home: Home) -> None:
    assert (await _login(home, "http://nas:8766")).headers["cache-control"] == "no-store"


async def test_a_browser_reads_without_proof_and_changes_with_it(home: Home) -> None:
    browser = await home.browser()

    assert (await browser.get("/closed")).status_code == 200
    assert (await browser.post("/closed", headers=csrf(browser))).status_code == 200


@pytest.mark.parametrize("sent", [None, "", "guess", "a.b", "é.é"])
async def test_a_change_without_the_right_proof_is_refused(home: Home, sent: str | None) -> None:
    browser = await home.browser()
    header = {} if sent is None else {b"x-csrf-token": sent.encode()}

    answer = await browser.post("/closed", headers=header)

    assert (answer.status_code, code_of(answer)) == (403, "csrf_failed")


async def test_proof_of_another_session_is_refused_even_as_a_planted_cookie(home: Home) -> None:
    robbed, thief = await home.browser("member", "robbed"), await home.browser("member", "thief")
    planted = thief.cookies["medianest_csrf"]
    robbed.cookies.delete("medianest_csrf")
    robbed.cookies.set("medianest_csrf", planted)

    answer = await robbed.post("/closed", headers={"X-CSRF-Token": planted})

    assert code_of(answer) == "csrf_failed"


async def test_a_header_that_does_not_repeat_the_cookie_is_refused(home: Home) -> None:
    browser = await home.browser()
    before = csrf(browser)
    await browser.post("/csrf/refresh", headers=before)

    assert code_of(await browser.post("/closed", headers=before)) == "csrf_failed"
    assert (await browser.post("/closed", headers=csrf(browser))).status_code == 200


async def test_a_page_may_ask_for_its_proof(home: Home) -> None:
    browser = await home.browser()
    browser.cookies.delete("medianest_csrf")

    told = (await browser.get("/csrf/token")).json()["csrfToken"]

    answer = await browser.post("/closed", headers={"X-CSRF-Token": told})
    assert answer.status_code == 200


async def test_proof_may_be_asked_for_before_signing_in(home: Home) -> None:
    async with home.client() as client:
        assert (await client.get("/csrf/token")).json()["csrfToken"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_cannot_sign_a_browser_in(home: Home, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Origin": "http://evil.example"}

    answer = await _login(home, "http://nas:8766", **headers)

    assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
async def test_nor_over_plain_http_where_browsers_only_name_the_origin(
    home: Home, origin: str
) -> None:
    answer = await _login(home, "http://nas:8766", Origin=origin)

    assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://nas:8766"},
        {"Origin": "http://nas:8766"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://behind-a-proxy"},
    ],
)
async def test_our_own_page_can(home: Home, headers: dict[str, str]) -> None:
    assert (await _login(home, "http://nas:8766", **headers)).status_code == 200


async def test_signing_out_takes_effect_at_once_and_clears_the_cookies(home: Home) -> None:
    browser = await home.browser()
    token = browser.cookies["medianest_access"]

    answer = await browser.post("/auth/logout", headers=csrf(browser))

    assert answer.status_code == 204
    assert not browser.cookies
    async with home.client(Authorization=f"Bearer {token}") as stolen:
        assert code_of(await stolen.get("/closed")) == "session_ended"


async def test_signing_out_needs_no_living_access_token(home: Home) -> None:
    browser = await home.browser()
    refresh = browser.cookies["medianest_refresh"]
    home.clock.move(timedelta(minutes=20))

    forged = await browser.post("/auth/logout")
    answer = await browser.post("/auth/logout", headers=csrf(browser))

    assert (forged.status_code, answer.status_code) == (403, 204)
    async with home.client() as client:
        again = await client.post("/auth/refresh", json={"refreshToken": refresh})
    assert code_of(again) == "session_ended"


async def test_nobody_can_sign_out_who_is_not_signed_in(home: Home) -> None:
    async with home.client() as client:
        assert (await client.post("/auth/logout")).status_code == 401
