"""A link's way into the media folder and Plex, with real jobs, database, yt-dlp and ffmpeg."""

import asyncio
from pathlib import Path

import pytest
from tests.downloads.home import Home, Person, names
from tests.standins.media_site import MediaSite, Videos

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval
from medianest.infra.media import MARKER
from medianest.plex.errors import PlexNoLibraryError, PlexUnreachableError


def page(title: str) -> str:
    return f"<title>{title}</title><video src='/a.mp4'></video>"


async def test_a_link_becomes_a_video_with_what_belongs_to_it(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    site.put("/cat", page("My cat"), "text/html")

    async with home.worker:
        made = await maria.submit(site.url("/cat"))
        done = await maria.until(made["id"])

    assert made["state"] == "queued"
    assert (done["state"], done["title"], done["failure"]) == ("available", "My cat", None)
    assert done["plex"] == {
        "connected": False,
        "ratingKey": None,
        "library": None,
        "collection": None,
        "message": "No Plex server is connected.",
        "url": None,
    }
    assert (done["file"]["width"], round(done["file"]["duration"])) == (160, 4)
    folder = "My cat [cat-1]"
    assert names(home.published()) == [
        f"{folder}/{folder}.jpg",
        f"{folder}/{folder}.mp4",
        f"{folder}/{folder}.nfo",
    ]
    assert [kind for _, kind in await home.told()] == ["download.available"]
    assert not any((home.media / ".medianest-tmp").glob("*-*"))


async def test_with_plex_it_is_available_once_plex_has_it(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    home.plex.is_connected = True
    home.plex.fails = [PlexUnreachableError()]
    url = site.put_hls("/show", videos.hls)

    async with home.worker:
        made = await maria.submit(url)
        waiting = await maria.until(made["id"], "scanning", plex=True)
        await home.try_now()
        done = await maria.until(made["id"])

    assert waiting["plex"]["message"] == PlexUnreachableError.title
    assert done["state"] == "available"
    assert (done["plex"]["ratingKey"], done["plex"]["library"]) == ("7", "Videos")
    assert [str(path) for path, _ in home.plex.placed] == [done["file"]["path"]]
    # With these a program can offer to watch it at once.
    told = {"title": done["title"], "downloadId": made["id"], "plexUrl": "https://plex/7"}
    assert await home.facts() == [told]


async def test_a_library_that_does_not_fit_is_a_failure_that_can_be_retried(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    home.plex.is_connected = True
    home.plex.fails = [PlexNoLibraryError()]
    site.put("/a.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        failed = await maria.until(made["id"])
        again = await maria.do("retry", made["id"])
        done = await maria.until(made["id"], "available")

    assert (failed["state"], failed["failure"]["class"]) == ("failed", "plex")
    assert PlexNoLibraryError.title in failed["failure"]["message"]
    assert again.json()["state"] in {"scanning", "available"}
    assert done["plex"]["connected"]
    assert len(site.requests("/a.mp4")) == 2


async def test_connecting_plex_later_catches_up_and_tells_nobody_twice(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"])
        home.plex.is_connected = True
        count = await home.confirming.catch_up()
        async with asyncio.timeout(60):
            while not (await maria.see(made["id"]))["plex"]["connected"]:  # noqa: ASYNC110
                await asyncio.sleep(0.03)

    assert count == 1
    assert len(home.plex.placed) == 1
    assert len(await home.told()) == 1


async def test_episodes_of_a_channel_get_numbers_of_their_own(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    home.plex.is_connected, home.plex.form = True, "show"
    site.put("/a.mp4", videos.mp4.read_bytes())
    site.put("/b.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = [await maria.submit(site.url(path)) for path in ("/a.mp4", "/b.mp4")]
        done = [await maria.until(one["id"]) for one in made]

    assert [one["state"] for one in done] == ["available", "available"]
    numbers = sorted(one["file"]["name"].split(" - ")[1][-2:] for one in done)
    assert numbers == ["01", "02"]


@pytest.mark.parametrize("title", ["../../etc/passwd", "\u96fb" * 400])
async def test_no_title_leads_out_of_the_folder(
    home: Home, maria: Person, site: MediaSite, videos: Videos, title: str
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    site.put("/t", page(title), "text/html; charset=utf-8")

    async with home.worker:
        made = await maria.submit(site.url("/t"))
        done = await maria.until(made["id"])

    assert done["state"] == "available", done
    assert len(home.published()) == 3
    assert all(len(part.encode()) < 250 for path in home.published() for part in path.parts)


@pytest.mark.parametrize(
    ("path", "kind", "tries_again"),
    [
        ("/list", "playlist", False),
        ("/empty.mp4", "broken_file", True),
    ],
)
async def test_a_failure_says_what_it_is_and_whether_it_is_tried_again(
    home: Home, maria: Person, site: MediaSite, path: str, kind: str, *, tries_again: bool
) -> None:
    site.put("/list", page("1") + page("2").replace("a.mp4", "b.mp4"), "text/html")
    site.put("/empty.mp4", b"")

    async with home.worker:
        made = await maria.submit(site.url(path))
        seen = await maria.until(made["id"], "queued", "failed", failure=True)

    assert seen["failure"]["class"] == kind
    assert seen["failure"]["message"]
    assert seen["failure"]["hint"]
    assert (seen["state"], seen["failure"]["nextTry"] is not None) == (
        ("queued", True) if tries_again else ("failed", False)
    )
    assert [one for _, one in await home.told()] == ([] if tries_again else ["download.failed"])


async def test_a_failure_is_told_with_its_reason_and_whether_a_retry_helps(
    home: Home, maria: Person, site: MediaSite
) -> None:
    site.put("/list", page("1") + page("2").replace("a.mp4", "b.mp4"), "text/html")

    async with home.worker:
        made = await maria.submit(site.url("/list"))
        seen = await maria.until(made["id"], "failed")

    (facts,) = await home.facts()
    assert (facts["reasonKey"], facts["retryable"]) == ("playlist", False)
    assert (facts["reason"], facts["hint"]) == (
        "The link is a list of videos, not a single one.",
        "Open one video of the list and copy its address.",
    )
    assert (seen["failure"]["message"], seen["failure"]["retryable"]) == (facts["reason"], False)


async def test_a_failed_download_can_be_tried_again(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "failed")
        site.put("/a.mp4", videos.mp4.read_bytes())
        again = await maria.do("retry", made["id"])
        done = await maria.until(made["id"], "available")

    assert again.json()["state"] in {"queued", "probing"}
    assert done["failure"] is None
    assert [kind for _, kind in await home.told()] == ["download.failed", "download.available"]


@pytest.mark.parametrize("fault", ["media_folder_missing", "media_folder_read_only", "disk_full"])
async def test_a_media_folder_that_is_not_there_is_waited_for_and_left_alone(
    home: Home, maria: Person, site: MediaSite, videos: Videos, fault: str
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    (home.media / "old.mp4").write_bytes(b"old")
    break_folder(home.media, fault)

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        seen = await maria.until(made["id"], "queued", "failed", failure=True)
        left = sorted(path.name for path in home.media.iterdir())
        mend_folder(home.media)
        await home.try_now()
        done = await maria.until(made["id"])

    assert seen["failure"]["class"] == fault
    assert (seen["state"], seen["failure"]["nextTry"] is not None) == ("queued", True)
    assert set(left) <= {"old.mp4", MARKER, ".medianest-tmp"}
    assert (home.media / "old.mp4").read_bytes() == b"old"
    assert done["state"] == "available"


def break_folder(folder: Path, fault: str) -> None:
    work = folder / ".medianest-tmp"
    match fault:
        case "media_folder_missing":
            (folder / MARKER).unlink()
        case "media_folder_read_only":
            # Root may write anywhere but there.
            work.symlink_to("/sys")
        case _:
            work.mkdir()
            (work / ".plexignore").symlink_to("/dev/full")


def mend_folder(folder: Path) -> None:
    (folder / MARKER).touch()
    work = folder / ".medianest-tmp"
    if work.is_symlink():
        work.unlink()
    (work / ".plexignore").unlink(missing_ok=True)


async def test_two_downloads_never_share_an_output(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    for path in ("/x/cat", "/y/cat"):
        site.put(path, page("Cat"), "text/html")
    site.put("/a.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = [await maria.submit(site.url(path)) for path in ("/x/cat", "/y/cat")]
        done = [await maria.until(one["id"]) for one in made]

    assert len({one["file"]["path"] for one in done}) == 2
    assert len(home.published()) == 6


async def test_twenty_people_with_one_link_are_one_download_and_all_are_told(
    home: Home, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())

    async def submit(_: int) -> tuple[int, str]:
        async with home.person() as person:
            body = {"url": site.url("/a.mp4")}
            answer = await person.client.post("/youtube/downloads", json=body)
            told = answer.json()
            return answer.status_code, told.get("id") or told["existingId"]

    answers = await asyncio.gather(*(submit(number) for number in range(20)))
    async with home.worker, home.person(Role.OWNER) as owner:
        await owner.until(answers[0][1], "available")

    assert sorted(status for status, _ in answers) == [201] + [409] * 19
    assert len({download for _, download in answers}) == 1
    assert len({person for person, _ in await home.told()}) == 20
    assert len(await home.told()) == 20
    assert len(site.requests("/a.mp4")) == 2


async def test_cancelling_ends_it_at_once_and_leaves_nothing(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.long_mp4.read_bytes()).stall_after = 300_000

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "downloading")
        answer = await maria.do("cancel", made["id"])
        again = await maria.do("cancel", made["id"])
        await until_idle(home)
        await home.fetching.sweep()

    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_state")
    assert (await maria.see(made["id"]))["state"] == "cancelled"
    assert not any((home.media / ".medianest-tmp").glob("*-*"))
    assert home.published() == []


async def test_pausing_keeps_what_has_arrived_and_resuming_goes_on(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    resource = site.put("/a.mp4", videos.long_mp4.read_bytes())
    resource.stall_after = 600_000

    async with home.worker:
        made = await maria.submit(site.url("/a.mp4"))
        await maria.until(made["id"], "downloading")
        await until_arrived(home, 500_000)
        paused = await maria.do("pause", made["id"])
        resource.stall_after = None
        resumed = await maria.do("resume", made["id"])
        done = await maria.until(made["id"], "available")

    assert paused.json()["state"] == "paused"
    assert resumed.json()["state"] in {"queued", "probing"}
    assert site.requests("/a.mp4")[-1].range.startswith("bytes=")
    assert same_content(done["file"]["path"], videos.long_mp4)


async def until_idle(home: Home) -> None:
    async with asyncio.timeout(60):
        while (await home.jobs.list(state="running"))[1]:  # noqa: ASYNC110
            await asyncio.sleep(0.03)


async def until_arrived(home: Home, size: int) -> None:
    async with asyncio.timeout(60):
        while arrived(home) < size:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def arrived(home: Home) -> int:
    parts = home.media.glob(".medianest-tmp/*/*.part")
    return max((part.stat().st_size for part in parts), default=0)


def same_content(path: str, original: Path) -> bool:
    return Path(path).read_bytes() == original.read_bytes()


async def test_deleting_takes_the_files_along_only_when_asked(
    home: Home, maria: Person, site: MediaSite, videos: Videos
) -> None:
    site.put("/a.mp4", videos.mp4.read_bytes())
    site.put("/b.mp4", videos.mp4.read_bytes())

    async with home.worker:
        made = [await maria.submit(site.url(path)) for path in ("/a.mp4", "/b.mp4")]
        for one in made:
            await maria.until(one["id"])
        base = "/youtube/downloads"
        kept = await maria.client.delete(f"{base}/{made[0]['id']}")
        gone = await maria.client.delete(f"{base}/{made[1]['id']}?files=true")

    assert (kept.status_code, gone.status_code) == (204, 204)
    assert await fetchval("SELECT count(*) FROM youtube_downloads") == 0
    assert [path.suffix for path in home.published()] == [".jpg", ".mp4", ".nfo"]
