"""The whole appliance: from a code typed at Trakt to requests, and no way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.standins.tmdb import TmdbStandIn
from tests.standins.trakt import TraktStandIn
from tests.support.appliance import Appliance
from tests.support.waiting import until


@pytest.fixture
def olga(tmp_path: Path, tmdb: TmdbStandIn, trakt: TraktStandIn) -> Iterator[httpx2.Client]:
    """The owner of an appliance whose TMDB and Trakt are the stand-ins."""
    settings = {
        "MEDIANEST__TMDB__URL": tmdb.url,
        "MEDIANEST__TMDB__IMAGE_URL": tmdb.image_url,
        "MEDIANEST__TMDB__API_KEY": tmdb.api_key,
        "MEDIANEST__TRAKT__URL": trakt.url,
        "MEDIANEST__TRAKT__CLIENT_ID": trakt.client_id,
        "MEDIANEST__TRAKT__CLIENT_SECRET": trakt.client_secret,
    }
    appliance = Appliance(tmp_path, **settings).start()
    try:
        appliance.set_up()
        with appliance.owner() as client:
            yield client
    finally:
        appliance.stop()


def test_a_request_made_of_a_wish_and_deleted_stays_deleted(
    olga: httpx2.Client, trakt: TraktStandIn
) -> None:
    trakt.accounts.wish("movie", 1002)
    trakt.accounts.wish("tv", 1001)
    link = olga.post("/trakt/link").json()["link"]
    trakt.approve(link["userCode"])
    until(lambda: state(olga)["lastSyncAt"])
    watchlist = olga.get("/media/lists/trakt-watchlist").json()

    olga.patch("/trakt", json={"watchlistToRequests": True}).raise_for_status()
    until(lambda: len(requests(olga)) == 2)
    for request in requests(olga):
        olga.post(f"/media/requests/{request['id']}/cancel")
        olga.delete(f"/media/requests/{request['id']}").raise_for_status()
    before = state(olga)["lastSyncAt"]
    olga.post("/trakt/sync").raise_for_status()
    until(lambda: state(olga)["lastSyncAt"] != before)

    assert [title["tmdbId"] for title in watchlist["items"]] == [1001, 1002]
    assert requests(olga) == []


def state(client: httpx2.Client) -> Any:
    return client.get("/trakt").raise_for_status().json()


def requests(client: httpx2.Client) -> Any:
    return client.get("/media/requests").raise_for_status().json()["items"]
