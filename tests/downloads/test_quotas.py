"""Quotas: how many links a person may have fetched, and how much room they may take up."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos

from medianest.accounts.permissions import Role
from medianest.infra.database import execute, fetchval
from medianest.kit.clock import now

GIGA = 1_000_000_000


def links(limit: int, days: int = 7) -> dict[str, int]:
    return {"limit": limit, "days": days}


def room(gigabytes: int) -> dict[str, int]:
    return {"limit": gigabytes}


async def allow(home: Home, person: Person, **limits: Any) -> None:
    async with home.person(Role.OWNER) as owner:
        path = f"/admin/download-quotas/{person.id}"
        answer = await owner.client.put(path, json=limits)
    assert answer.status_code == 200, answer.text


async def send(person: Person, url: str) -> httpx2.Response:
    return await person.client.post("/youtube/downloads", json={"url": url})


async def left(person: Person) -> dict[str, Any]:
    answer = await person.client.get("/youtube/quota")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_of_twenty_links_at_once_only_the_allowance_passes(
    home: Home, maria: Person, site: MediaSite
) -> None:
    await allow(home, maria, downloads=links(5))

    answers = await asyncio.gather(*(send(maria, site.url(f"/{one}")) for one in range(20)))

    assert sorted(one.status_code for one in answers) == [201] * 5 + [429] * 15
    assert await fetchval("SELECT count(*) FROM youtube_downloads") == 5
    assert await fetchval("SELECT count(*) FROM pgqueuer") == 5


async def test_the_refusal_says_when_it_is_possible_again(
    home: Home, maria: Person, site: MediaSite
) -> None:
    await allow(home, maria, downloads=links(2))
    first = await maria.submit(site.url("/1"))
    await maria.submit(site.url("/2"))
    leaves = datetime.fromisoformat(first["createdAt"]) + timedelta(days=7)

    refused = await send(maria, site.url("/3"))

    told = refused.json()
    assert (refused.status_code, told["code"]) == (429, "download_quota_reached")
    assert datetime.fromisoformat(told["againAt"]) == leaves
    assert int(refused.headers["Retry-After"]) == told["retryAfter"]
    assert told["quota"]["used"] == 2
    assert "2 links fetched within 7 days" in told["detail"]
    assert datetime.fromisoformat((await left(maria))["downloads"]["againAt"]) == leaves


async def test_days_roll_on(home: Home, maria: Person, site: MediaSite) -> None:
    await allow(home, maria, downloads=links(1))
    await maria.submit(site.url("/1"))
    await execute(
        "UPDATE youtube_downloads SET ordered_at = $1", now() - timedelta(days=7, seconds=1)
    )

    assert (await send(maria, site.url("/2"))).status_code == 201
    assert (await left(maria))["downloads"]["remaining"] == 0


@pytest.mark.parametrize("state", ["cancelled", "failed"])
async def test_what_came_to_nothing_does_not_count_and_a_retry_does(
    home: Home, maria: Person, site: MediaSite, state: str
) -> None:
    await allow(home, maria, downloads=links(1))
    first = await maria.submit(site.url("/1"))
    await execute("UPDATE youtube_downloads SET state = $1", state)
    await maria.submit(site.url("/2"))

    again = await maria.do("retry", first["id"])

    assert (again.status_code, again.json()["code"]) == (429, "download_quota_reached")
    assert (await maria.see(first["id"]))["state"] == state


async def test_what_was_paused_goes_on_without_counting_anew(
    home: Home, maria: Person, site: MediaSite
) -> None:
    await allow(home, maria, downloads=links(1))
    made = await maria.submit(site.url("/1"))
    await maria.do("pause", made["id"])

    assert (await maria.do("resume", made["id"])).status_code == 200


async def test_what_somebody_else_has_fetched_costs_nothing(
    home: Home, maria: Person, paul: Person, site: MediaSite
) -> None:
    await allow(home, paul, downloads=links(0))
    made = await maria.submit(site.url("/1"))

    followed = await send(paul, site.url("/1"))

    assert (followed.status_code, followed.json()["existingId"]) == (409, made["id"])
    never = await send(paul, site.url("/2"))
    assert (never.status_code, "againAt" in never.json()) == (429, False)


async def test_taking_a_video_off_the_list_gives_nothing_back_but_deleting_its_file_does(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    for name in ("/a.mp4", "/b.mp4"):
        site.put(name, videos.mp4.read_bytes())
    await allow(home, maria, downloads=links(9), gigabytes=room(1))

    async with home.worker:
        made = [(await maria.submit(site.url(name)))["id"] for name in ("/a.mp4", "/b.mp4")]
        for one in made:
            await maria.until(one, "available")
    both = await taken()
    await maria.client.delete(f"/youtube/downloads/{made[0]}")
    listed = await taken()
    await maria.client.delete(f"/youtube/downloads/{made[1]}?files=true")
    deleted = await taken()

    size = videos.mp4.stat().st_size
    assert (both, listed, deleted) == (2 * size, 2 * size, size)
    assert (await left(maria))["downloads"]["used"] == 2


async def test_what_leaves_the_list_while_the_disk_is_away_goes_on_taking_room(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "available")
    away = home.media.rename(home.media.with_name("elsewhere"))

    await maria.client.delete(f"/youtube/downloads/{made['id']}")

    assert await taken() == videos.mp4.stat().st_size
    away.rename(home.media)
    await home.fetching.sweep()
    assert await taken() == videos.mp4.stat().st_size


async def test_what_was_deleted_in_plex_frees_its_room(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "available")
    video = next(path for path in home.published() if path.suffix == ".mp4")
    (home.media / video).unlink()

    await home.fetching.sweep()

    assert await taken() == 0


async def test_a_disk_that_is_away_frees_nothing(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "available")
    home.media.rename(home.media.with_name("away"))

    await home.fetching.sweep()

    assert await taken() == videos.mp4.stat().st_size


async def test_whoever_has_no_room_left_is_told_to_make_some(
    home: Home, maria: Person, site: MediaSite
) -> None:
    await allow(home, maria, gigabytes=room(2))
    await maria.submit(site.url("/1"))
    await execute("UPDATE youtube_downloads SET state = 'available', holds = $1", 2 * GIGA)

    refused = await send(maria, site.url("/2"))

    assert (refused.status_code, refused.json()["code"]) == (409, "room_quota_reached")
    full = {"limit": 2, "used": 2.0, "remaining": 0.0}
    assert refused.json()["quota"] == (await left(maria))["gigabytes"] == full


async def test_members_are_limited_and_managers_are_not(home: Home) -> None:
    quotas = []
    for role in (Role.MEMBER, Role.ADMIN, Role.OWNER):
        async with home.person(role) as person:
            quotas.append(await left(person))

    assert quotas[0]["downloads"]["limit"] == 50
    assert quotas[0]["gigabytes"]["limit"] == 200
    assert quotas[1:] == [{"downloads": None, "gigabytes": None}] * 2


async def test_limits_of_a_person_are_set_shown_and_lifted(home: Home, maria: Person) -> None:
    path = f"/admin/download-quotas/{maria.id}"
    async with home.person(Role.OWNER) as owner:
        before = (await owner.client.get(path)).json()
        own = {"downloads": links(3, days=30), "gigabytes": None}
        after = (await owner.client.put(path, json=own)).json()
        lifted = (await owner.client.delete(path)).json()

    assert (before["own"], before["usual"]["downloads"]) == (None, links(50))
    assert (after["own"], after["quota"]["downloads"]["limit"]) == (own, 3)
    assert (lifted["own"], lifted["quota"]["downloads"]["limit"]) == (None, 50)
    assert (await maria.client.get(path)).status_code == 403
    assert (await maria.client.put(path, json={})).status_code == 403


async def test_only_an_owner_limits_those_who_manage_downloads(home: Home) -> None:
    async with home.person(Role.ADMIN) as admin, home.person(Role.OWNER) as owner:
        path = f"/admin/download-quotas/{admin.id}"
        refused = await admin.client.put(path, json={"downloads": None})
        limited = await owner.client.put(path, json={"downloads": links(1)})
        quota = await left(admin)

    assert (refused.status_code, limited.status_code) == (403, 200)
    assert quota["downloads"]["limit"] == 1


async def test_limits_of_nobody_are_not_found(home: Home) -> None:
    async with home.person(Role.OWNER) as owner:
        answer = await owner.client.get(f"/admin/download-quotas/{UUID(int=7)}")

    assert answer.status_code == 404


async def taken() -> int:
    size: int = await fetchval(
        """SELECT ((SELECT coalesce(sum(holds), 0) FROM youtube_downloads)
            + (SELECT coalesce(sum(size), 0) FROM download_leavings WHERE there))::bigint"""
    )
    return size
