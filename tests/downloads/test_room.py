"""Room on the disk and in a quota: what is short is waited for, and said in words."""

import asyncio
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos
from tests.support.waiting import soon

from medianest.accounts.permissions import Role
from medianest.downloads.publishing import Shelf
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.room import due
from medianest.downloads.runner import FetchFailedError
from medianest.downloads.watching import Watch
from medianest.downloads.work import Order
from medianest.downloads.ytdlp.wire import Progress
from medianest.infra.database import execute, fetchval
from medianest.infra.jobs import Run

GIGA = 1_000_000_000


async def test_below_the_floor_a_download_waits_says_why_and_goes_on_by_itself(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    home.free = 3 * GIGA

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        waits = await maria.until(made["id"], "queued", "failed", failure=True)
        asked = len(site.requests("/a.mp4"))
        home.free = 300 * GIGA
        await home.try_now()
        done = await maria.until(made["id"])

    assert (waits["state"], waits["failure"]["class"]) == ("queued", "disk_full")
    assert waits["failure"]["message"] == "The disk has only 3 GB left."
    assert (waits["failure"]["free"], waits["failure"]["nextTry"] is not None) == (3 * GIGA, True)
    assert asked == 0
    assert (done["state"], done["failure"]) == ("available", None)
    assert [kind for _, kind in await home.told()] == ["download.waiting", "download.available"]


async def test_that_downloads_wait_for_the_disk_is_told_once_to_whoever_asked_and_the_owner(
    home: Home, maria: Person, site: MediaSite
) -> None:
    home.free = 3 * GIGA
    async with home.person(Role.OWNER) as owner, home.worker:
        for path in ("/a.mp4", "/b.mp4"):
            made = await maria.submit(site.url(path))
            await maria.until(made["id"], "queued", failure=True)
        await home.try_now()
        for download in (await maria.client.get("/youtube/downloads")).json()["items"]:
            await maria.until(download["id"], "queued", failure=True)

    told, facts = await home.told(), await home.facts()
    assert sorted(told) == sorted([(maria.id, "download.waiting"), (owner.id, "download.waiting")])
    assert {(one["reasonKey"], one["free"], one["again"]) for one in facts} == {
        ("disk_full", 3 * GIGA, True)
    }


async def test_a_finished_file_that_cannot_be_put_in_its_place_is_told_of_once(
    home: Home, maria: Person, site: MediaSite, videos: Videos, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FetchFailedError("disk_full", "")

    async def tried(times: int) -> bool:
        return bool(await fetchval("SELECT tries >= $1 FROM youtube_downloads", times))

    site.put("/a.mp4", videos.mp4.read_bytes())
    monkeypatch.setattr(Shelf, "publish", full)
    async with home.worker:
        await maria.submit(site.url("/a.mp4"))
        await soon(partial(tried, 1))
        await home.try_now()
        await soon(partial(tried, 2))

    assert await home.told() == [(maria.id, "download.waiting")]


async def test_a_disk_that_comes_and_goes_is_told_of_once_for_each_thing_that_is_wrong(
    home: Home, maria: Person, site: MediaSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = ("media_folder_missing", "media_folder_read_only")
    left = cycle(wrong)

    def flap(*_: object) -> None:
        raise FetchFailedError(next(left), "")

    async def tried(times: int) -> bool:
        return bool(await fetchval("SELECT tries >= $1 FROM youtube_downloads", times))

    monkeypatch.setattr(Shelf, "work_folder", flap)
    async with home.worker:
        await maria.submit(site.url("/a.mp4"))
        await soon(partial(tried, 1))
        for times in range(2, 5):
            await home.try_now()
            await soon(partial(tried, times))

    assert [one["reasonKey"] for one in await home.facts()] == list(wrong)


async def test_a_full_quota_is_told_to_whoever_filled_it_alone(
    home: Home, maria: Person, site: MediaSite
) -> None:
    made = await maria.submit(site.url("/a.mp4"))
    async with home.person(Role.OWNER) as owner:
        await owner.client.put(
            f"/admin/download-quotas/{maria.id}", json={"gigabytes": {"limit": 0}}
        )
        async with home.worker:
            await maria.until(made["id"], "queued", failure=True)

    assert await home.told() == [(maria.id, "download.waiting")]


async def test_without_room_in_the_quota_a_download_waits_until_something_is_deleted(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    old = await maria.submit(site.url("/old.mp4"))
    made = await maria.submit(site.url("/a.mp4"))
    await execute(
        "UPDATE youtube_downloads SET state = 'paused', holds = $2 WHERE id = $1",
        UUID(old["id"]),
        200 * GIGA,
    )

    async with home.worker:
        waits = await maria.until(made["id"], "queued", "failed", failure=True)
        await maria.do("cancel", old["id"])
        done = await maria.until(made["id"])

    assert (waits["state"], waits["failure"]["class"]) == ("queued", "over_quota")
    assert "only 0 MB left" in waits["failure"]["message"]
    assert done["state"] == "available"


async def test_room_that_is_made_bit_by_bit_is_not_told_of_bit_by_bit(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    async def tried(times: int) -> bool:
        return bool(await fetchval("SELECT tries >= $1 FROM youtube_downloads", times))

    site.put("/a.mp4", videos.mp4.read_bytes())
    await maria.submit(site.url("/a.mp4"))
    async with home.person(Role.OWNER) as owner, home.worker:
        for times in (1, 2):
            await owner.client.put(
                f"/admin/download-quotas/{maria.id}", json={"gigabytes": {"limit": 0}}
            )
            await soon(partial(tried, times))

    assert await home.told() == [(maria.id, "download.waiting")]


async def test_a_raised_limit_lets_go_on_what_waits(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    made = await maria.submit(site.url("/a.mp4"))
    path = f"/admin/download-quotas/{maria.id}"

    async with home.person(Role.OWNER) as owner:
        await owner.client.put(path, json={"gigabytes": {"limit": 0}})
        async with home.worker:
            await maria.until(made["id"], "queued", "failed", failure=True)
            await owner.client.put(path, json={"gigabytes": {"limit": 1}})
            done = await maria.until(made["id"])

    assert done["state"] == "available"


async def test_of_many_at_once_only_those_that_fit_the_quota_are_promised_room(
    home: Home, maria: Person, site: MediaSite
) -> None:
    home.free = 900 * GIGA
    items = [await item(maria, site, number) for number in range(20)]

    kinds = await asyncio.gather(*(take(home, one, 20 * GIGA) for one in items))

    assert sorted(kinds) == ["fits"] * 10 + ["over_quota"] * 10
    assert await fetchval("SELECT sum(holds) FROM youtube_downloads") <= 200 * GIGA


async def test_of_many_at_once_only_those_that_fit_the_disk_are_promised_room(
    home: Home, site: MediaSite
) -> None:
    home.free = 35 * GIGA
    async with home.person(Role.OWNER) as owner:
        items = [await item(owner, site, number) for number in range(12)]

        kinds = await asyncio.gather(*(take(home, one, 10 * GIGA) for one in items))

    assert sorted(kinds) == ["disk_full"] * 9 + ["fits"] * 3


async def test_what_has_arrived_is_not_promised_twice(home: Home, site: MediaSite) -> None:
    home.free = 15 * GIGA
    async with home.person(Role.OWNER) as owner:
        first, second = [await item(owner, site, number) for number in range(2)]
        await take(home, first, 100 * GIGA, arrived=96 * GIGA)
        await execute(
            "UPDATE youtube_downloads SET progress = $2 WHERE id = $1",
            first.id,
            {"downloadedBytes": 96 * GIGA},
        )

        assert await take(home, second, 7 * GIGA) == "disk_full"
        assert await take(home, second, 6 * GIGA) == "fits"


async def test_what_is_announced_keeps_little_room_from_others_until_it_comes(
    home: Home, site: MediaSite
) -> None:
    home.free = 600 * GIGA
    async with home.person(Role.OWNER) as owner:
        huge, other = [await item(owner, site, number) for number in range(2)]

        announced = await home.room.take(huge, 500 * GIGA, arrived=0)
        later = await home.room.take(huge, 500 * GIGA, arrived=30 * GIGA)

        assert (announced, later) == (20 * GIGA, 50 * GIGA)
        assert await take(home, other, 400 * GIGA) == "fits"


async def test_what_the_disk_cannot_hold_is_refused_before_it_comes(
    home: Home, site: MediaSite
) -> None:
    home.free = 300 * GIGA
    async with home.person(Role.OWNER) as owner:
        assert await take(home, await item(owner, site, 1), 500 * GIGA) == "disk_full"


async def test_more_room_is_asked_for_before_what_was_promised_is_used_up() -> None:
    assert due(5 * GIGA, 0) == 5 * GIGA
    assert due(500 * GIGA, 9 * GIGA) <= 20 * GIGA < due(500 * GIGA, 11 * GIGA)


async def test_parts_are_put_together_only_where_they_fit_once_more(
    home: Home, site: MediaSite, tmp_path: Path
) -> None:
    event = Progress(stage="processing", downloaded=10 * GIGA, total=10 * GIGA, copies=True)
    async with home.person(Role.OWNER) as owner:
        one = await item(owner, site, 1)
        work = home.fetching
        nobody = cast("Run", None)
        watch = Watch(
            work.move, work.telling, one, nobody, work.pictures, home.room, tmp_path, work.clock
        )

        # All parts have arrived, so there was room for them; and then 5 GB are to stay free.
        home.free = 14 * GIGA
        with pytest.raises(FetchFailedError) as short:
            await watch.on_event(event)

    assert (short.value.kind, short.value.needs) == ("disk_full", 10 * GIGA)


async def test_what_failed_holds_no_more_than_it_has_fetched(
    home: Home, maria: Person, site: MediaSite
) -> None:
    home.free = 900 * GIGA
    one = await item(maria, site, 1)
    await take(home, one, 30 * GIGA)

    await home.fetching.given_up(Order(one.id, one.ticket), "three workers were killed")

    assert await fetchval("SELECT holds FROM youtube_downloads") == 0


async def test_a_video_larger_than_the_whole_quota_is_not_waited_for(
    home: Home, maria: Person, site: MediaSite
) -> None:
    home.free = 900 * GIGA
    one = await item(maria, site, 1)

    assert await take(home, one, 201 * GIGA) == "over_whole_quota"


async def item(person: Person, site: MediaSite, number: int) -> Item:
    made = await person.submit(site.url(f"/{number}.mp4"))
    await execute("UPDATE youtube_downloads SET state = 'downloading'")
    found = await moving.get(UUID(made["id"]))
    assert found is not None
    return found


async def take(home: Home, one: Item, needs: int, *, arrived: int = 0) -> str:
    try:
        await home.room.take(one, needs, arrived=arrived)
    except FetchFailedError as short:
        return short.kind
    return "fits"
