from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from tests.requests.home import Home, Person
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.catalog.images import Image
from medianest.infra.database import fetch
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Run
from medianest.kit.clock import now
from medianest.kit.media import TitleKey
from medianest.notifications.service import Notifications
from medianest.plex.library.unwatched import Looked, Unwatched
from medianest.requests.removals.feature import RemovalsFeature
from medianest.requests.removals.schemas import RemoveTitle
from medianest.requests.removals.service import Removals


@dataclass
class Shelves:
    """A Plex in which nobody watched these."""

    unseen: list[Unwatched] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    answers: bool = True

    async def unwatched(self, *, added_before: datetime, limit: int) -> Looked:
        found = [one for one in self.unseen if one.added_at < added_before][:limit]
        return Looked(unwatched=found) if self.answers else Looked(unwatched=[], unknown=found)

    async def delete(self, one: Unwatched) -> None:
        self.deleted.append(one.title)


def film(number: int, *, days: int = 400) -> Unwatched:
    return Unwatched(
        server="s1",
        service="plex",
        rating_key=number,
        media_type="movie",
        tmdb_id=number,
        title=f"Film {number}",
        size=number * 1000,
        added_at=now() - timedelta(days=days),
    )


async def no_posters(_: Collection[TitleKey]) -> Mapping[TitleKey, Image | None]:
    return {}


async def owners() -> list[UUID]:
    return await people.holding("settings.manage")


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([film(1), film(2), film(3, days=10)])


@pytest.fixture
def removals(home: Home, shelves: Shelves) -> Removals:
    return Removals(
        shelves=shelves,
        posters=no_posters,
        moves=home.requests.moves,
        jobs=home.jobs,
        notifications=Notifications(LiveEvents(), Jobs()),
        owners=owners,
        unwatched_for=timedelta(days=365),
    )


def doors(removals: Removals) -> Doors:
    return Doors([RemovalsFeature(removals, "/api/v1")])


async def told(kind: str) -> list[str]:
    rows = await fetch("SELECT title FROM notifications WHERE kind = $1", kind)
    return [row["title"] for row in rows]


async def test_the_owner_is_asked_once_about_what_nobody_watched(removals: Removals) -> None:
    async with doors(removals).enter(Role.OWNER) as client:
        assert await removals.propose() == 2
        assert await removals.propose() == 0
        waiting = (await client.get("/admin/removals")).json()

    assert [one["title"] for one in waiting["items"]] == ["Film 2", "Film 1"]
    assert await told("removals.proposed") == ["Never watched: 2"]


async def test_what_is_kept_is_not_proposed_again_and_nothing_is_deleted(
    removals: Removals, shelves: Shelves
) -> None:
    async with doors(removals).enter(Role.OWNER) as client:
        await removals.propose()
        first = (await client.get("/admin/removals")).json()["items"][0]
        kept = await client.post(f"/admin/removals/{first['id']}/keep")
        again = await client.post(f"/admin/removals/{first['id']}/remove")
        await removals.propose()
        waiting = (await client.get("/admin/removals")).json()

    assert (kept.status_code, again.status_code) == (204, 409)
    assert [one["title"] for one in waiting["items"]] == ["Film 1"]
    assert shelves.deleted == []


async def test_what_is_watched_meanwhile_is_no_longer_proposed(
    removals: Removals, shelves: Shelves
) -> None:
    await removals.propose()
    shelves.unseen = shelves.unseen[1:]
    await removals.propose()

    found, total = await removals.page(limit=10, offset=0)

    assert ([one.title for one in found], total) == (["Film 2"], 1)


async def test_a_server_that_does_not_answer_takes_no_proposal_back(
    removals: Removals, shelves: Shelves
) -> None:
    await removals.propose()
    shelves.answers = False
    await removals.propose()

    found, _ = await removals.page(limit=10, offset=0)

    assert [one.title for one in found] == ["Film 2", "Film 1"]


async def test_on_the_owners_word_it_goes_and_may_be_asked_for_anew(
    removals: Removals, shelves: Shelves, home: Home, maria: Person
) -> None:
    home.catalog.film(2, "Film 2")
    request = (await maria.film(2))["id"]
    await home.requests.reconcile([home.plex.film(2)])
    async with doors(removals).enter(Role.OWNER) as client:
        await removals.propose()
        first = (await client.get("/admin/removals")).json()["items"][0]
        assert (await client.post(f"/admin/removals/{first['id']}/remove")).status_code == 204
    ordered = await fetch("SELECT id, payload FROM jobs WHERE kind = 'requests.remove_title'")
    order = msgspec.convert(ordered[0]["payload"], RemoveTitle)
    await removals.work(order, Run(id=ordered[0]["id"], kind="requests.remove_title"))
    after = await maria.see(request)

    assert shelves.deleted == ["Film 2"]
    assert after["state"] == "cancelled"
    assert "Nobody watched it" in after["timeline"][-1]["note"]


async def test_a_title_that_cannot_be_removed_waits_again_and_says_why(
    removals: Removals,
) -> None:
    async with doors(removals).enter(Role.OWNER) as client:
        await removals.propose()
        first = (await client.get("/admin/removals")).json()["items"][0]
        await client.post(f"/admin/removals/{first['id']}/remove")
        order = RemoveTitle(UUID(first["id"]), (await owners())[0])
        await removals.given_up(order, "Plex does not allow deleting.")
        waiting = (await client.get("/admin/removals")).json()["items"]

    assert [one["failure"] for one in waiting] == ["Plex does not allow deleting.", ""]


async def test_only_the_owner_decides_what_goes(removals: Removals) -> None:
    async with doors(removals).enter(Role.ADMIN) as client:
        assert (await client.get("/admin/removals")).status_code == 403
