"""The real fetching process against a real site: what it does not fetch, and why."""

from pathlib import Path

import pytest
from tests.downloads.fetching import ignore, kind_of_failure, largest, order
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.runner import Runner
from medianest.infra.egress import EgressGuard, EgressProxy


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
