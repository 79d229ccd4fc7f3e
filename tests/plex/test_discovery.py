from collections.abc import Iterator

import httpx2
import pytest
from tests.plex.moment import Corner
from tests.standins.plex import PlexStandIn
from tests.standins.plex_tv import PlexTvStandIn

from medianest.accounts.permissions import Role
from medianest.plex.service import Plex

PATH = "/plex/tv/servers"


@pytest.fixture
def plex_tv(server: PlexStandIn) -> Iterator[PlexTvStandIn]:
    with PlexTvStandIn() as running:
        running.add_server(server.url, server.server_id, server.name, "secret-of-server")
        running.add_server("http://192.0.2.1:32400", "attic", "Attic", "another-secret")
        running.add_server("http://192.0.2.2:32400", "friend", "Friend", "x", owned=False)
        yield running


@pytest.fixture
def corner(
    connected: Plex, plex_tv: PlexTvStandIn, tmp_path_factory: pytest.TempPathFactory
) -> Corner:
    return Corner(connected, tmp_path_factory.mktemp("corner"), plex_tv_url=plex_tv.url)


async def test_the_owners_servers_are_found_without_their_tokens(
    corner: Corner, plex_tv: PlexTvStandIn, server: PlexStandIn
) -> None:
    async with corner.doors().enter(Role.OWNER) as olga:
        answer = await olga.get(PATH, headers={"X-Plex-Token": plex_tv.token})

    found = answer.json()["items"]
    assert [(one["name"], one["service"]) for one in found] == [
        ("Attic", None),
        ("Living Room", "plex"),
    ]
    assert found[1]["addresses"] == [{"url": server.url, "local": True, "relay": False}]
    assert "secret" not in answer.text


async def test_a_token_that_plex_tv_refuses_is_a_named_problem(
    corner: Corner, plex_tv: PlexTvStandIn
) -> None:
    async with corner.doors().enter(Role.OWNER) as olga, corner.doors().enter(Role.MEMBER) as max_:
        by_stored = await olga.get(PATH)
        refused = await max_.get(PATH, headers={"X-Plex-Token": plex_tv.token})

    assert (by_stored.status_code, by_stored.json()["code"]) == (422, "plex_token_refused")
    assert refused.status_code == httpx2.codes.FORBIDDEN
