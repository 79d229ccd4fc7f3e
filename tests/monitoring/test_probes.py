import httpx2
from tests.monitoring.conftest import Neighbour
from tests.support.ports import free_port

from medianest.infra.database import fetch
from medianest.infra.events import LiveEvents
from medianest.kit.errors import UnavailableError
from medianest.monitoring.probes import Probes
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services


async def announced() -> int:
    return len(await fetch("SELECT 1 FROM events WHERE type = 'service.status'"))


async def test_a_change_of_state_is_announced_once(
    services: Services, probes: Probes, neighbour: Neighbour
) -> None:
    await services.save("overseerr", url=neighbour.url)

    up = [await probes.test("overseerr"), await probes.test("overseerr")]
    neighbour.status = 500
    down = await probes.test("overseerr")

    assert [one.state for one in up] == ["ok", "ok"]
    assert (down.state, "500" in down.detail) == ("down", True)
    assert up[1].since == up[0].since
    assert await announced() == 2


async def test_a_sign_in_page_counts_as_alive(
    services: Services, probes: Probes, neighbour: Neighbour
) -> None:
    neighbour.status = 401
    await services.save("overseerr", url=neighbour.url)

    assert (await probes.test("overseerr")).state == "ok"


async def test_an_open_breaker_is_its_own_state(services: Services) -> None:
    async def left_alone(_: ServiceConfig) -> str:
        raise UnavailableError("left alone")

    await services.save("plex", url="http://plex")

    seen = await Probes(services, LiveEvents(), {"plex": left_alone}).test("plex")

    assert (seen.state, seen.detail) == ("open", "left alone")


async def test_an_address_where_nothing_answers_is_named_with_what_to_look_at(
    services: Services, probes: Probes
) -> None:
    await services.save("overseerr", url=f"http://127.0.0.1:{free_port()}")

    seen = await probes.test("overseerr")

    assert seen.state == "down"
    assert seen.detail.startswith("Nothing answers at http://127.0.0.1:")
    assert "Is the address right" in seen.detail


async def test_a_service_that_is_switched_off_is_not_asked(
    services: Services, probes: Probes, neighbour: Neighbour
) -> None:
    await services.save("overseerr", url=neighbour.url, enabled=False)
    await services.save("tmdb", url="http://tmdb.example", enabled=False)

    await probes.probe()

    assert neighbour.asked == []


async def test_a_service_is_saved_looked_at_and_shown_over_http(
    olga: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    saved = await olga.put("/services/overseerr", json={"url": neighbour.url, "token": "hush"})
    tested = await olga.post("/services/overseerr/test")
    listed = await olga.get("/services")
    states = await olga.get("/services/status")
    gone = await olga.delete("/services/overseerr")
    unknown = await olga.post("/services/overseerr/test")

    assert (saved.status_code, saved.json()["status"]["state"]) == (200, "ok")
    assert (tested.json()["ok"], tested.json()["error"]) == (True, None)
    assert [one["name"] for one in listed.json()["items"]] == ["overseerr", "tmdb"]
    assert [one["locked"] for one in listed.json()["items"]] == [False, True]
    assert states.json()["items"][0]["status"]["state"] == "ok"
    assert "hush" not in saved.text + listed.text
    assert (gone.status_code, unknown.status_code) == (204, 404)
