"""The real fetching process against a real site: what arrives."""

from pathlib import Path

import msgspec
import pytest
from tests.downloads.fetching import content, ignore, order, seconds_of
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.runner import Runner
from medianest.downloads.ytdlp.wire import News, Probed, Progress


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


@pytest.mark.parametrize("kind", ["hls", "file"])
async def test_it_says_before_it_writes_a_whole_video_once_more(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, kind: str
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    url = site.put_hls("/show", videos.hls) if kind == "hls" else site.url("/a.mp4")
    copies: list[int] = []

    async def keep(event: News) -> None:
        if isinstance(event, Progress) and event.copies:
            copies.append(event.downloaded)

    await runner.fetch(order(url, folder), keep)

    assert [size > 0 for size in copies] == ([True] if kind == "hls" else [])


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
