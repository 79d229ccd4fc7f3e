"""The real fetching process against a real site: stopped, killed, taken up again."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from tests.downloads.fetching import content, ignore, order, seconds_of
from tests.standins.media_site import MediaSite, Videos
from tests.support.waiting import soon

from medianest.downloads.runner import FetchFailedError, Runner


def family() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def fetching() -> list[psutil.Process]:
    return [one for one in family() if "medianest.downloads.ytdlp" in " ".join(one.cmdline())]


def add_to(part: Path, more: bytes) -> None:
    part.write_bytes(part.read_bytes() + more)


async def stop_in_the_middle(
    runner: Runner, url: str, folder: Path, enough: Callable[[], bool]
) -> None:
    task = asyncio.ensure_future(runner.fetch(order(url, folder), ignore))  # noqa: TID251
    await soon(lambda: enough() or task.done())
    task.cancel()
    ended = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended[0], asyncio.CancelledError), ended


def has_part(folder: Path, size: int = 100_000) -> Callable[[], bool]:
    return lambda: any(one.stat().st_size > size for one in folder.glob("*.part"))


async def test_cancelling_ends_every_process_at_once_though_the_site_stalls(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes()).stall_after = 300_000
    task = asyncio.ensure_future(runner.fetch(order(site.url("/a.mp4"), folder), ignore))  # noqa: TID251
    await soon(lambda: any(folder.glob("*.part")))

    task.cancel()
    # Far less than anybody waits for a silent site.
    async with asyncio.timeout(15):
        await asyncio.gather(task, return_exceptions=True)

    assert task.cancelled()
    assert fetching() == []


async def test_a_stopped_fetch_goes_on_where_it_was(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    resource = site.put("/a.mp4", videos.long_mp4.read_bytes())
    resource.stall_after = 600_000
    await stop_in_the_middle(runner, site.url("/a.mp4"), folder, has_part(folder))
    resource.stall_after = None

    file = await runner.fetch(order(site.url("/a.mp4"), folder), ignore)

    assert content(file) == videos.long_mp4.read_bytes()
    assert site.requests("/a.mp4")[-1].range.startswith("bytes=")


@pytest.mark.parametrize("fault", ["changed", "no_range", "no_validators"])
async def test_a_stopped_fetch_never_mixes_two_files(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, fault: str
) -> None:
    resource = site.put("/a.mp4", videos.long_mp4.read_bytes())
    resource.stall_after = 600_000
    resource.validators = fault != "no_validators"
    await stop_in_the_middle(runner, site.url("/a.mp4"), folder, has_part(folder))
    resource.stall_after = None
    resource.ranges = fault != "no_range"
    if fault != "no_range":
        resource.content = videos.other_mp4.read_bytes()

    file = await runner.fetch(order(site.url("/a.mp4"), folder), ignore)

    assert content(file) == resource.content


async def test_a_file_that_changes_while_a_cut_connection_is_taken_up_again_comes_whole(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    resource = site.put("/a.mp4", videos.long_mp4.read_bytes())
    resource.cut_after = 600_000

    def change(method: str) -> None:
        if len(site.requests("/a.mp4")) == 3:
            resource.cut_after = None
            resource.content = videos.other_mp4.read_bytes()

    resource.on_request = change

    file = await runner.fetch(order(site.url("/a.mp4"), folder), ignore)

    assert content(file) == videos.other_mp4.read_bytes()


async def test_stopped_hls_goes_on_without_repeating_or_losing_a_segment(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    url = site.put_hls("/show", videos.hls)
    site.resources["/show/part2.ts"].stall_after = 1000
    await stop_in_the_middle(runner, url, folder, lambda: len(site.requests("/show/part2.ts")) > 0)
    add_to(folder / "video.mp4.part", b"written, and not yet noted")
    site.resources["/show/part2.ts"].stall_after = None

    file = await runner.fetch(order(url, folder), ignore)

    assert seconds_of(Path(file.path)) == pytest.approx(8, abs=0.2)
    assert len(site.requests("/show/part0.ts")) == 1


async def test_a_killed_process_is_a_crash_and_leaves_nothing_running(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes()).stall_after = 300_000
    task = asyncio.ensure_future(runner.fetch(order(site.url("/a.mp4"), folder), ignore))  # noqa: TID251
    await soon(has_part(folder))

    fetching()[0].kill()

    with pytest.raises(FetchFailedError) as failed:
        await task
    assert failed.value.kind == "crashed"
    assert fetching() == []
