"""The started program, Overseerr's real webhook, and no Plex: from the wish to the news."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.standins.overseerr import OverseerrStandIn
from tests.support.appliance import Appliance
from tests.support.people import add_person, email_of, signed_in
from tests.support.waiting import until


@pytest.fixture
def appliance(tmp_path: Path, overseerr: OverseerrStandIn) -> Iterator[Appliance]:
    """A fresh one whose settings file names the Overseerr."""
    given = {
        "MEDIANEST__OVERSEERR__URL": overseerr.url,
        "MEDIANEST__OVERSEERR__API_KEY": overseerr.api_key,
    }
    running = Appliance(tmp_path, **given).start()
    yield running
    running.stop()


def test_a_wish_goes_to_overseerr_and_its_webhook_brings_the_news(
    appliance: Appliance, overseerr: OverseerrStandIn
) -> None:
    appliance.set_up()
    with appliance.owner() as owner:
        add_person(owner, "Maria")
        there = overseerr.add_user(email_of("Maria"))
        assert owner.get("/services").json()["items"][0]["locked"] is True
        assert owner.post("/services/overseerr/test").json()["ok"] is True
        installed = owner.post("/overseerr/webhook", json={}).json()
        assert installed["url"].startswith(f"{appliance.base_url}/api/v1/webhooks/overseerr/")
        with signed_in(appliance, "Maria") as maria:
            body = {"mediaType": "movie", "tmdbId": 348}
            request = maria.post("/media/requests", json=body).json()["id"]
            overseerr.stop()

            assert owner.post(f"/media/requests/{request}/approve", json={}).is_success
            overseerr.start()

            until(lambda: overseerr.requests, what="handed over")
            [made] = overseerr.requests
            assert made.by is there
            overseerr.arrive(made)
            address = f"/media/requests/{request}"
            until(lambda: maria.get(address).json()["state"] == "available", what=appliance.tail)
            told = [one["kind"] for one in maria.get("/notifications").json()["items"]]
            assert sorted(told) == ["request.approved", "request.available"]
    assert set(overseerr.hook.answers) == {202}
    assert overseerr.hook.auth not in appliance.log.read_text()
    assert overseerr.api_key not in appliance.log.read_text()
