"""Every video has a picture: the site's, or a frame of it; browsers get it from here alone."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.profiles import PROFILES
from medianest.downloads.runner import Order, Runner
from medianest.downloads.ytdlp.wire import FetchedFile, News, Pictured, Progress

RED, GREEN = (200, 0, 0), (0, 160, 0)


def drawn(form: str, size: tuple[int, int] = (1920, 1080), colour: tuple[int, ...] = RED) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, form)
    return made.getvalue()


def bomb() -> bytes:
    """A small file that takes a lot of memory once it is opened."""
    made = BytesIO()
    Image.new("1", (9000, 9000)).save(made, "PNG")
    return made.getvalue()


FAULTY = {
    "no_picture": b"<html>not found</html>",
    "bomb": bomb(),
    "huge": drawn("PNG", (16, 9)) + bytes(11 << 20),
}


def offer(site: MediaSite, video: Path, poster: str) -> str:
    """A page with a video and its thumbnail; the address of the page."""
    site.put("/a.mp4", video.read_bytes())
    page = f"<title>Cat</title><video src='/a.mp4' poster='{poster}'></video>"
    site.put("/cat", page, "text/html")
    return site.url("/cat")


async def fetch(
    runner: Runner, url: str, folder: Path, profile: str = "video-1080p"
) -> tuple[FetchedFile, list[News]]:
    said: list[News] = []

    async def keep(news: News) -> None:
        said.append(news)

    return await runner.fetch(Order(url, PROFILES[profile], folder), keep), said


def opened(path: Path) -> Image.Image:
    return Image.open(BytesIO(path.read_bytes()))


def picture_of(file: FetchedFile) -> Image.Image:
    assert file.picture is not None
    return opened(Path(file.picture))


def looks_like(image: Image.Image, colour: tuple[int, ...]) -> bool:
    middle: Any = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    return all(abs(seen - wanted) < 25 for seen, wanted in zip(middle, colour, strict=True))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
async def test_the_picture_of_the_site_becomes_a_jpeg_of_bounded_size(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, form: str
) -> None:
    url = offer(site, videos.mp4, "/poster")
    site.put("/poster", drawn(form), f"image/{form.lower()}")

    file, said = await fetch(runner, url, folder)

    picture = picture_of(file)
    assert (picture.format, picture.size) == ("JPEG", (1280, 720))
    assert looks_like(picture, RED)
    assert opened(folder / "small.jpg").size == (640, 360)
    # It is there before the video is, so that whoever waits sees it.
    stages = [one.stage if isinstance(one, Progress) else type(one) for one in said]
    assert stages.index(Pictured) < stages.index("downloading")


@pytest.mark.parametrize("fault", ["missing", "no_picture", "bomb", "huge", "inside"])
async def test_a_frame_takes_the_place_of_a_picture_that_cannot_be_had(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, fault: str
) -> None:
    with MediaSite() as inside:
        inside.put("/poster", drawn("PNG"), "image/png")
        poster = inside.url("/poster") if fault == "inside" else "/poster"
        url = offer(site, videos.mp4, poster)
        if fault in FAULTY:
            site.put("/poster", FAULTY[fault], "image/png")

        file, said = await fetch(runner, url, folder)

        assert picture_of(file).size == (160, 90)
        assert Pictured() in said
        assert inside.seen == []


async def test_a_site_that_never_ends_its_picture_is_not_waited_for(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path
) -> None:
    url = offer(site, videos.mp4, "/poster")
    # All of it would take a quarter of an hour.
    site.put("/poster", drawn("PNG") + bytes(5_000), "image/png").drip_after = 20

    async with asyncio.timeout(240):
        file, _ = await fetch(runner, url, folder)

    assert picture_of(file).size == (160, 90)


async def test_sound_alone_has_the_picture_of_the_site_or_none(
    runner: Runner, site: MediaSite, videos: Videos, folder: Path, tmp_path: Path
) -> None:
    url = offer(site, videos.mp4, "/poster")
    site.put("/poster", drawn("JPEG"), "image/jpeg")
    bare = tmp_path / "bare"
    bare.mkdir()

    file, _ = await fetch(runner, url, folder, "audio")
    without, said = await fetch(runner, site.url("/a.mp4"), bare, "audio")

    assert looks_like(picture_of(file), RED)
    assert (without.picture, Pictured() in said) == (None, False)


async def test_the_dashboard_gets_the_picture_from_this_server(
    home: Home, maria: Person, paul: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/poster", drawn("PNG", colour=GREEN), "image/png")
    async with home.worker:
        made = await maria.submit(offer(site, videos.mp4, "/poster"))
        early = await maria.client.get(f"/youtube/downloads/{made['id']}/picture")
        done = await maria.until(made["id"], "available")

    address = f"http://test{done['thumbnail']}"
    seen = await maria.client.get(address)
    bare = await maria.client.get(f"/youtube/downloads/{made['id']}/picture")
    again = await maria.client.get(address, headers={"If-None-Match": seen.headers["etag"]})
    stranger = await paul.client.get(address)

    assert (made["thumbnail"], early.status_code, early.json()["code"]) == (None, 404, "no_picture")
    assert done["thumbnail"].startswith(f"/api/v1/youtube/downloads/{made['id']}/picture?v=")
    assert seen.headers["content-type"] == "image/jpeg"
    assert seen.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert bare.headers["cache-control"] == "private, no-cache"
    assert looks_like(Image.open(BytesIO(seen.content)), GREEN)
    assert (again.status_code, again.content) == (304, b"")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "no_such_download")
    beside = Path(done["file"]["path"]).with_suffix(".jpg")
    assert opened(beside).size == (1280, 720)


async def test_the_picture_goes_with_its_download(
    home: Home, maria: Person, site: MediaSite, videos: Videos, tmp_path: Path
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    kept = tmp_path / "pictures"
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "available")
    there = [path.stem for path in kept.iterdir()]
    (kept / "019a0000-0000-7000-8000-000000000000.jpg").touch()

    await home.fetching.sweep()
    swept = [path.stem for path in kept.iterdir()]
    await maria.client.delete(f"/youtube/downloads/{made['id']}")

    assert there == swept == [made["id"]]
    assert list(kept.iterdir()) == []
