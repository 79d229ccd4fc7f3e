"""Work that a crash cut off is taken up again: nothing is lost, doubled or published twice."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.work import FETCH, Order
from medianest.infra.database import execute, fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id


async def published(home: Home, maria: Person, site: MediaSite, videos: Videos) -> dict[str, Any]:
    site.put("/a.mp4", videos.mp4.read_bytes())
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        return await maria.until(made["id"], "available")


async def work_again(home: Home, download: str, *, ticket: int = 1) -> None:
    await home.fetching.work(Order(UUID(download), ticket), Run(id=new_id(), kind=FETCH))


async def back_to(state: str) -> None:
    await execute("UPDATE youtube_downloads SET state = $1, file = NULL", state)


def stamp(path: str) -> tuple[int, int]:
    found = Path(path).stat()
    return found.st_ino, found.st_mtime_ns


def unpublish(path: str, work: str) -> None:
    Path(work).parent.mkdir(parents=True)
    Path(path).rename(work)


async def test_a_crash_right_after_the_rename_does_not_fetch_or_publish_again(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    done = await published(home, maria, site, videos)
    before, asked = stamp(done["file"]["path"]), len(site.seen)
    await back_to("publishing")

    await work_again(home, done["id"])

    again = await maria.see(done["id"])
    assert (again["state"], again["file"]) == ("available", done["file"])
    assert (stamp(done["file"]["path"]), len(site.seen)) == (before, asked)
    assert len(home.published()) == 3
    assert len(await home.told()) == 1


async def test_a_crash_right_before_the_rename_publishes_what_was_fetched(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    done = await published(home, maria, site, videos)
    asked = len(site.seen)
    unpublish(
        done["file"]["path"], await fetchval("SELECT fetched->>'path' FROM youtube_downloads")
    )
    await back_to("publishing")

    await work_again(home, done["id"])

    assert (await maria.see(done["id"]))["file"] == done["file"]
    assert len(site.seen) == asked
    assert len(home.published()) == 3


async def test_a_fetched_file_that_is_gone_is_fetched_again_into_the_same_place(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    done = await published(home, maria, site, videos)
    asked = len(site.seen)
    os.unlink(done["file"]["path"])  # noqa: PTH108
    await back_to("publishing")

    await work_again(home, done["id"])

    assert (await maria.see(done["id"]))["file"] == done["file"]
    assert len(site.seen) > asked
    assert len(home.published()) == 3


async def test_an_order_that_was_renewed_or_is_done_does_nothing(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    done = await published(home, maria, site, videos)
    asked = len(site.seen)

    await work_again(home, done["id"])
    await back_to("queued")
    await work_again(home, done["id"], ticket=7)

    assert len(site.seen) == asked
    assert (await maria.see(done["id"]))["state"] == "queued"


async def test_a_file_that_was_there_before_is_never_replaced(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    place = home.media / "a [a]"
    place.mkdir()
    (place / "a [a].mp4").write_bytes(b"somebody's own")

    done = await published(home, maria, site, videos)

    assert done["file"]["name"] == "a [a] (2).mp4"
    assert (place / "a [a].mp4").read_bytes() == b"somebody's own"


KILLED = """
import asyncio, sys
from pathlib import Path
from medianest.downloads.profiles import PROFILES
from medianest.downloads.runner import Order, Runner
from medianest.infra.egress import EgressGuard, EgressProxy

async def main(url, folder):
    async def ignore(event): pass
    async with EgressProxy(EgressGuard(["127.0.0.1"])) as proxy:
        await Runner(proxy).fetch(Order(url, PROFILES["video-1080p"], Path(folder)), ignore)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_the_process_dies_with_its_server(
    site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes()).stall_after = 600_000
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, site.url("/a.mp4"), str(folder)
    )
    async with asyncio.timeout(60):
        while not (folder / "video.mp4.part").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    family = psutil.Process(server.pid).children(recursive=True)

    server.send_signal(signal.SIGKILL)
    await server.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, family, 60)

    assert len(family) == 1
    assert alive == []
