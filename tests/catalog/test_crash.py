from pathlib import Path
from typing import Any

import httpx2
from tests.standins.tmdb import TmdbStandIn
from tests.support.appliance import Appliance
from tests.support.waiting import until

_LISTS = "/media/lists"


def _schedule(olga: httpx2.Client) -> dict[str, Any]:
    schedules = olga.get("/admin/schedules").json()["items"]
    found: dict[str, Any] = next(one for one in schedules if one["name"] == "catalog.lists")
    return found


async def test_a_refresh_survives_that_the_whole_appliance_is_killed(
    tmp_path: Path, tmdb: TmdbStandIn
) -> None:
    told = {"MEDIANEST__TMDB__URL": tmdb.url, "MEDIANEST__TMDB__API_KEY": tmdb.api_key}
    appliance = Appliance(tmp_path, **told).start()
    try:
        appliance.set_up()
        with appliance.owner() as olga:
            # The first look at the lists has them read.
            assert olga.get(_LISTS).status_code == 200
            until(lambda: tmdb.count("/tv/popular") >= 1, what="the first lists")
        appliance.kill()
        tmdb.asked.clear()
        appliance.start()
        with appliance.owner() as olga:
            until(lambda: _schedule(olga)["lastResult"].startswith("done"), what="the refresh")
            popular = olga.get(f"{_LISTS}/popular-movies?limit=100").json()
            genres = [one for one in olga.get(_LISTS).json()["items"] if one["kind"] == "genre"]
    finally:
        appliance.stop()

    assert tmdb.count("/trending") == tmdb.count("/movie/popular") == 0
    assert len(popular["items"]) == 100
    assert genres
    assert all(one["count"] > 0 for one in genres)
