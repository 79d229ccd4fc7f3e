"""What somebody stops or deletes while work goes on: it stays stopped, and is counted rightly."""

import asyncio
from uuid import UUID

import pytest
from tests.downloads.home import Home, Person
from tests.downloads.test_room import item, take
from tests.standins.media_site import MediaSite

from medianest.downloads.states import State
from medianest.downloads.work import Order
from medianest.infra.database import connection, execute, fetchval

GIGA = 1_000_000_000
LOCK = "SELECT 1 FROM youtube_downloads WHERE id = $1 FOR UPDATE"
WAITS = """UPDATE youtube_downloads SET state = 'queued', failure =
    '{"class": "over_quota", "message": "", "hint": "", "nextTry": null}'::jsonb"""
PUBLISHED = """UPDATE youtube_downloads SET state = $1, holds = 30000000000, file =
    '{"path": "/a.mp4", "name": "a.mp4", "size": 30000000000, "duration": 9}'::jsonb"""


async def test_of_two_that_wait_for_room_one_is_cancelled_without_waiting_for_the_other(
    home: Home, maria: Person, site: MediaSite
) -> None:
    one, other = [await maria.submit(site.url(f"/{number}.mp4")) for number in range(2)]
    await execute(WAITS)

    async with connection() as line, line.transaction():
        await line.execute(LOCK, UUID(other["id"]))
        async with asyncio.timeout(120):
            answer = await maria.do("cancel", one["id"])

    assert answer.json()["state"] == "cancelled"


@pytest.mark.parametrize("stop", ["cancel", "pause"])
async def test_a_failing_that_comes_too_late_does_not_begin_anew_what_was_stopped(
    home: Home, maria: Person, site: MediaSite, stop: str
) -> None:
    one = await item(maria, site, 1)
    stopped = (await maria.do(stop, str(one.id))).json()["state"]

    assert await home.fetching.move(Order(one.id, one.ticket), State.QUEUED) is None
    assert (await maria.see(str(one.id)))["state"] == stopped


async def test_room_that_is_taken_too_late_is_not_promised_to_what_was_cancelled(
    home: Home, maria: Person, site: MediaSite
) -> None:
    home.free = 900 * GIGA
    one = await item(maria, site, 1)
    await maria.do("cancel", str(one.id))

    await take(home, one, 30 * GIGA)

    assert await fetchval("SELECT holds FROM youtube_downloads") == 0


async def test_cancelling_what_plex_refused_frees_neither_room_nor_a_link(
    home: Home, maria: Person, site: MediaSite
) -> None:
    one = await maria.submit(site.url("/a.mp4"))
    await execute(PUBLISHED, "failed")

    await maria.do("cancel", one["id"])

    quota = (await maria.client.get("/youtube/quota")).json()
    assert (quota["downloads"]["used"], quota["gigabytes"]["used"]) == (1, 30)


async def test_what_is_being_published_cannot_be_deleted_and_so_escape_the_quota(
    home: Home, maria: Person, site: MediaSite
) -> None:
    one = await maria.submit(site.url("/a.mp4"))
    await execute("UPDATE youtube_downloads SET state = 'publishing'")

    answer = await maria.client.delete(f"/youtube/downloads/{one['id']}")

    assert (answer.status_code, answer.json()["state"]) == (409, "publishing")
    assert (await maria.see(one["id"]))["state"] == "publishing"
