import asyncio

import msgspec
from tests.catalog.home import Home, grow_old

from medianest.accounts.permissions import Role
from medianest.catalog.events import INVALIDATED, whispering
from medianest.catalog.feature import CatalogFeature
from medianest.catalog.tasks import ListsTask
from medianest.infra.events import LiveEvents, Viewer
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id


async def test_whoever_shows_a_page_hears_that_it_was_renewed(home: Home) -> None:
    async with LiveEvents() as live, home.doors.enter(Role.MEMBER) as client:
        home.feature = CatalogFeature(home.parts, "/api/v1", renewed=whispering(live))
        await client.get("/media/movie/1001")
        await grow_old()
        viewer = Viewer(person=new_id(), permissions=frozenset(), session=new_id())
        async with live.subscribe(viewer) as news, asyncio.timeout(60):
            assert (await client.get("/media/movie/1001")).json()["stale"]
            await home.work_off()
            heard = msgspec.json.decode(await anext(aiter(news)))

    assert (heard["type"], heard["data"]) == (INVALIDATED, {"subject": "title/movie/1001/0"})


async def test_each_list_that_was_read_anew_is_named_once(home: Home) -> None:
    named: list[str] = []

    async def renewed(subject: str) -> None:
        named.append(subject)

    await ListsTask(home.parts.charting, renewed).run(Run(id=new_id(), kind="catalog.lists"))

    assert "list/popular-movies" in named
    assert len(named) == len(set(named))
