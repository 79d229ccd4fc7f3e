"""What tests that lean on the stand-ins may rely on."""

from datetime import timedelta
from typing import Any

import httpx2
from tests.standins.plex_tv import PlexTvStandIn
from tests.standins.trakt import TraktStandIn

HEADERS = {"trakt-api-version": "2", "trakt-api-key": "trakt-client"}


def tell(trakt: TraktStandIn, path: str, **body: str) -> httpx2.Response:
    known = {"client_id": trakt.client_id, "client_secret": trakt.client_secret}
    return httpx2.post(f"{trakt.url}/oauth/{path}", json={**known, **body})


def signed_in(trakt: TraktStandIn) -> Any:
    code = tell(trakt, "device/code").json()
    trakt.approve(code["user_code"])
    return tell(trakt, "device/token", code=code["device_code"]).json()


def test_a_device_code_says_what_became_of_it(trakt: TraktStandIn) -> None:
    trakt.interval = 0
    code, denied = (tell(trakt, "device/code").json() for _ in range(2))
    told = [tell(trakt, "device/token", code="nonsense").status_code]

    told.append(tell(trakt, "device/token", code=code["device_code"]).status_code)
    trakt.approve(code["user_code"])
    told += [tell(trakt, "device/token", code=code["device_code"]).status_code for _ in range(2)]
    trakt.deny(denied["user_code"])
    told.append(tell(trakt, "device/token", code=denied["device_code"]).status_code)
    trakt.interval = 5
    told.append(tell(trakt, "device/token", code=denied["device_code"]).status_code)
    trakt.later(timedelta(minutes=11))
    told.append(tell(trakt, "device/token", code=denied["device_code"]).status_code)

    assert told == [404, 400, 200, 409, 418, 429, 410]


def test_a_refresh_token_works_once(trakt: TraktStandIn) -> None:
    token = signed_in(trakt)
    asked = {"refresh_token": token["refresh_token"], "grant_type": "refresh_token"}

    first, second = tell(trakt, "token", **asked), tell(trakt, "token", **asked)

    assert (first.status_code, second.status_code) == (200, 401)
    assert first.json()["refresh_token"] != token["refresh_token"]


def test_a_watchlist_comes_in_pages_until_the_token_expires(trakt: TraktStandIn) -> None:
    for number in range(1001, 1026):
        trakt.accounts.wish("movie", number)
    bearer = {**HEADERS, "Authorization": f"Bearer {signed_in(trakt)['access_token']}"}
    address = f"{trakt.url}/sync/watchlist/movies?page=3"

    page = httpx2.get(address, headers=bearer)
    trakt.later(timedelta(days=2))

    assert (len(page.json()), page.headers["X-Pagination-Item-Count"]) == (5, "25")
    assert httpx2.get(address, headers=bearer).status_code == 401


def test_an_approved_pin_names_the_token_that_opens_the_account(plex_tv: PlexTvStandIn) -> None:
    plex_tv.add_server("http://127.0.0.1:32400", "c0ffee", "Attic")
    told = {"Accept": "application/json", "X-Plex-Client-Identifier": "medianest"}
    pin = httpx2.post(f"{plex_tv.url}/api/v2/pins?strong=true", headers=told).json()

    before = httpx2.get(f"{plex_tv.url}/api/v2/pins/{pin['id']}", headers=told).json()
    plex_tv.approve(pin["code"])
    after = httpx2.get(f"{plex_tv.url}/api/v2/pins/{pin['id']}", headers=told).json()
    opened = httpx2.get(
        f"{plex_tv.url}/api/v2/resources?includeHttps=1",
        headers={**told, "X-Plex-Token": after["authToken"]},
    )

    assert before["authToken"] is None
    assert [server["name"] for server in opened.json()] == ["Attic"]
    assert httpx2.get(f"{plex_tv.url}/api/v2/user", headers=told).status_code == 401
