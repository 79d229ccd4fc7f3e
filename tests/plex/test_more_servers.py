from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from tests.plex.conftest import Home
from tests.standins.plex import PlexStandIn
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import fetch
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.monitoring.feature import MonitoringFeature
from medianest.monitoring.probes import Probes
from medianest.plex.feature import PlexFeature
from medianest.plex.service import Plex

BASE = "/api/v1"


@pytest.fixture
def attic(home: Home) -> Iterator[PlexStandIn]:
    with PlexStandIn(name="Attic", server_id="attic", token="attic-token") as plex:
        plex.add_library("Old films", "movie", {"/old": home.media})
        yield plex


@pytest.fixture
async def olga(connected: Plex) -> AsyncIterator[httpx2.AsyncClient]:
    connected.services.on_deleted.append(connected.forgotten)
    probes = Probes(connected.services, LiveEvents(), {"plex": connected.check})
    monitoring = MonitoringFeature(connected.services, probes, Jobs(), BASE)
    async with Doors([monitoring, PlexFeature(connected, BASE)]).enter(Role.OWNER) as client:
        yield client
    await connected.servers.close()


async def libraries() -> list[tuple[str | None, str]]:
    rows = await fetch(
        "SELECT s.service, l.title FROM plex_libraries l JOIN plex_servers s ON s.id = l.server"
        " ORDER BY 1, 2"
    )
    return [(row["service"], row["title"]) for row in rows]


async def test_another_server_keeps_its_libraries_beside_the_first_ones(
    olga: httpx2.AsyncClient, connected: Plex, attic: PlexStandIn, home: Home
) -> None:
    saved = await olga.put("/services/plex-attic", json={"url": attic.url, "secret": attic.token})

    destination = await connected.destination()
    assert saved.json()["status"]["state"] == "ok"
    assert saved.json()["status"]["detail"].startswith("Attic, Plex 1.43")
    assert await libraries() == [("plex", "TV"), ("plex-attic", "Old films")]
    assert destination is not None
    assert destination.library == "TV"
    assert [one.service for one in await connected.servers.every()] == ["plex", "plex-attic"]


async def test_a_server_that_is_forgotten_takes_no_other_along(
    olga: httpx2.AsyncClient, connected: Plex, attic: PlexStandIn
) -> None:
    await olga.put("/services/plex-attic", json={"url": attic.url, "secret": attic.token})

    gone = await olga.delete("/services/plex-attic")

    assert gone.status_code == 204
    assert await libraries() == [("plex", "TV"), (None, "Old films")]
    assert [one.service for one in await connected.servers.every()] == ["plex"]
    assert await connected.destination() is not None


async def test_a_wrong_token_is_seen_and_does_not_touch_the_first_server(
    olga: httpx2.AsyncClient, connected: Plex, attic: PlexStandIn
) -> None:
    told: list[str] = []

    async def listen() -> None:
        told.append("the first server is back")

    connected.on_connected.append(listen)
    saved = await olga.put("/services/plex-attic", json={"url": attic.url, "secret": "wrong"})
    await olga.post("/services/plex/test")
    again = await olga.put("/services/plex-attic", json={"url": attic.url, "secret": attic.token})

    assert saved.json()["status"]["state"] == "down"
    assert again.json()["status"]["state"] == "ok"
    assert (await olga.get("/plex/server")).json()["server"]["name"] == "Living Room"
    assert told == []


async def test_a_name_that_no_server_may_have_is_refused(olga: httpx2.AsyncClient) -> None:
    answers = [
        await olga.put(f"/services/{name}", json={"url": "http://127.0.0.1:9", "secret": "x"})
        for name in ("plex-", "plex-A", "plexattic")
    ]

    assert {answer.status_code for answer in answers} == {404}
