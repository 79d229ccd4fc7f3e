"""The real fetching process against a real site: what arrives, and what is refused."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import av
import msgspec
import psutil
import pytest
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.profiles import PROFILES
from medianest.downloads.runner import FetchFailedError, Order, Runner
from medianest.downloads.ytdlp.wire import FetchedFile, News, Probed, Progress
from medianest.infra.egress import EgressGuard, EgressProxy


async def ignore(event: News) -> None:
    """Nobody listens."""


def order(url: str, folder: Path, profile: str = "video-1080p") -> Order:
    return Order(url, PROFILES[profile], folder)


async def kind_of_failure(runner: Runner, url: str, folder: Path) -> str:
    with pytest.raises(FetchFailedError) as failed:
        await runner.fetch(order(url, folder), ignore)
    return failed.value.kind


def family() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def fetching() -> list[psutil.Process]:
    return [one for one in family() if "medianest.downloads.ytdlp" in " ".join(one.cmdline())]


async def until(true: Callable[[], bool], within: float = 20) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - the event is another process'
            await asyncio.sleep(0.01)


def content(file: FetchedFile) -> bytes:
    return Path(file.path).read_bytes()


def largest(folder: Path) -> int:
    return max((one.stat().st_size for one in folder.iterdir()), default=0)


def add_to(part: Path, more: bytes) -> None:
    part.write_bytes(part.read_bytes() + more)


def seconds_of(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0)) / 25


async def test_a_direct_file_arrives_byte_for_byte(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    events: list[News] = []

    async def keep(event: News) -> None:
        events.append(event)

    file = await runner.fetch(order(site.url("/a.mp4"), folder), keep)

    assert content(file) == videos.mp4.read_bytes()
    assert (file.width, file.height, round(file.duration)) == (160, 90, 4)
    assert [type(event) for event in events[:2]] == [Progress, Probed]
    assert file.picture == str(folder / "video.jpg")
    assert content(msgspec.structs.replace(file, path=file.picture))[:3] == b"\xff\xd8\xff"


async def test_hls_becomes_one_playable_mp4(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    url = site.put_hls("/show", videos.hls)

    file = await runner.fetch(order(url, folder), ignore)

    assert Path(file.path).suffix == ".mp4"
    assert seconds_of(Path(file.path)) == pytest.approx(8, abs=0.2)


async def test_encrypted_hls_is_decrypted(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    url = site.put_hls("/secret", videos.encrypted_hls)
    playlist = site.resources["/secret/index.m3u8"]
    playlist.content = playlist.content.replace(b"KEY-URL", site.url("/key").encode())
    site.put("/key", b"0123456789abcdef", "application/octet-stream")

    file = await runner.fetch(order(url, folder), ignore)

    assert seconds_of(Path(file.path)) == pytest.approx(8, abs=0.2)


async def test_a_page_with_a_video_on_it_works(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    page = (
        "<html><head><title>My cat</title></head><body><video src='/a.mp4'></video></body></html>"
    )
    site.put("/cat", page, "text/html")

    seen = await runner.look(site.url("/cat"))
    file = await runner.fetch(order(site.url("/cat"), folder), ignore)

    assert seen.title == "My cat"
    assert file.size == videos.mp4.stat().st_size


async def test_sound_only_is_taken_out_of_a_video(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())

    file = await runner.fetch(order(site.url("/a.mp4"), folder, "audio"), ignore)

    assert (Path(file.path).suffix, file.width) == (".m4a", None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/missing.mp4", "unavailable"),
        ("/empty.mp4", "broken_file"),
        ("/page", "unsupported_site"),
        ("/text.json", "unsupported_site"),
        ("/broken.mp4", "server_error"),
        ("/busy.mp4", "rate_limited"),
        ("/members.mp4", "needs_sign_in"),
        ("/noise.mp4", "broken_file"),
        ("/truncated.mp4", "broken_file"),
        ("/list", "playlist"),
    ],
)
async def test_what_cannot_be_fetched_says_why(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, path: str, kind: str
) -> None:
    whole = videos.long_mp4.read_bytes()
    site.put("/empty.mp4", b"")
    site.put("/page", "<html><body>nothing to see</body></html>", "text/html")
    site.put("/text.json", '{"a": 1}', "application/json")
    site.put("/broken.mp4", whole).status = 500
    site.put("/busy.mp4", whole).status = 429
    site.put("/members.mp4", whole).status = 401
    site.put("/noise.mp4", bytes(range(256)) * 100)
    site.put("/truncated.mp4", whole[: len(whole) // 2])
    site.put("/list", "<video src='/a.mp4'></video><video src='/b.mp4'></video>", "text/html")

    assert await kind_of_failure(runner, site.url(path), folder) == kind


async def test_a_live_stream_is_refused(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    url = site.put_hls("/live", videos.hls)
    playlist = site.resources["/live/index.m3u8"]
    playlist.content = playlist.content.replace(b"#EXT-X-ENDLIST", b"").replace(
        b"#EXT-X-PLAYLIST-TYPE:VOD\n", b""
    )

    assert await kind_of_failure(runner, url, folder) == "live_stream"


async def test_other_sites_are_refused_when_only_known_ones_are_allowed(
    proxy: EgressProxy, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    strict = Runner(proxy, generic_sites=False)

    assert await kind_of_failure(strict, site.url("/a.mp4"), folder) == "unsupported_site"


@pytest.mark.parametrize("url", ["--exec=touch owned", "file:///etc/passwd"])
async def test_what_looks_like_an_option_or_a_file_does_nothing(
    runner: Runner, folder: Path, url: str
) -> None:
    kind = await kind_of_failure(runner, url, folder)

    assert kind in {"not_a_link", "unsupported_site", "unknown"}
    assert largest(folder) == 0


async def test_a_redirect_inward_is_refused(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    with MediaSite() as inside:
        inside.put("/a.mp4", videos.mp4.read_bytes())
        site.put("/r.mp4", b"").redirect = inside.url("/a.mp4")

        kind = await kind_of_failure(runner, site.url("/r.mp4"), folder)

        assert (kind, inside.seen) == ("private_address", [])


@pytest.mark.parametrize("part", ["part2.ts", "KEY-URL"])
async def test_a_segment_or_key_inside_is_refused(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, part: str
) -> None:
    with MediaSite() as inside:
        for name in ("/part2.ts", "/key"):
            inside.put(name, b"0123456789abcdef")
        source = videos.encrypted_hls if part == "KEY-URL" else videos.hls
        url = site.put_hls("/show", source)
        playlist = site.resources["/show/index.m3u8"]
        target = inside.url("/key" if part == "KEY-URL" else "/part2.ts")
        playlist.content = playlist.content.replace(part.encode(), target.encode())

        kind = await kind_of_failure(runner, url, folder)

        assert (kind, inside.seen) == ("private_address", [])


async def test_too_large_a_file_is_refused_before_it_fills_the_disk(
    proxy: EgressProxy, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes())
    site.put("/b.mp4", videos.long_mp4.read_bytes()).without_length = True
    small = Runner(proxy, most_bytes=500_000)

    assert await kind_of_failure(small, site.url("/a.mp4"), folder) == "too_large"
    assert await kind_of_failure(small, site.url("/b.mp4"), folder) == "too_large"
    assert largest(folder) <= 500_000


async def test_cancelling_ends_every_process_within_a_second_even_when_the_site_stalls(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes()).stall_after = 300_000
    task = asyncio.ensure_future(runner.fetch(order(site.url("/a.mp4"), folder), ignore))  # noqa: TID251
    await until(lambda: any(folder.glob("*.part")))

    started = time.monotonic()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert task.cancelled()
    assert fetching() == []
    assert time.monotonic() - started < 1


async def stop_in_the_middle(
    runner: Runner, url: str, folder: Path, enough: Callable[[], bool]
) -> None:
    task = asyncio.ensure_future(runner.fetch(order(url, folder), ignore))  # noqa: TID251
    await until(lambda: enough() or task.done())
    task.cancel()
    ended = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended[0], asyncio.CancelledError), ended


def has_part(folder: Path, size: int = 100_000) -> Callable[[], bool]:
    return lambda: any(one.stat().st_size > size for one in folder.glob("*.part"))


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
    await until(has_part(folder))

    fetching()[0].kill()

    with pytest.raises(FetchFailedError) as failed:
        await task
    assert failed.value.kind == "crashed"
    assert fetching() == []


async def test_plugins_and_settings_of_the_user_are_not_read(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    trap = folder / ".config/yt-dlp/plugins/evil/yt_dlp_plugins/extractor"
    trap.mkdir(parents=True)
    (trap / "evil.py").write_text("import pathlib; pathlib.Path('owned').touch()")

    await runner.look(site.url("/a.mp4"))
    await runner.fetch(order(site.url("/a.mp4"), folder), ignore)

    assert not (folder / "owned").exists()


async def test_the_guard_alone_decides_even_for_a_host_that_resolves_inward(
    site: MediaSite, folder: Path
) -> None:
    async with EgressProxy(EgressGuard()) as closed:
        kind = await kind_of_failure(Runner(closed), site.url("/a.mp4"), folder)

    assert (kind, site.seen) == ("private_address", [])
