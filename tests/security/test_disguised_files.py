"""A playlist that calls itself a video must not bring files of this machine into the result."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.profiles import PROFILES
from medianest.downloads.runner import FetchFailedError, Order, Runner
from medianest.downloads.ytdlp.wire import News
from medianest.infra.egress import EgressGuard, EgressProxy


@pytest.fixture
def site() -> Iterator[MediaSite]:
    with MediaSite() as running:
        yield running


@pytest.fixture
async def runner(site: MediaSite) -> AsyncIterator[Runner]:
    async with EgressProxy(EgressGuard([site.authority])) as proxy:
        yield Runner(proxy)


async def _ignore(_: News) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.mkv", "video/x-matroska"), ("a.webm", "video/webm"), ("a.mp4", "video/mp4")],
)
async def test_a_playlist_in_the_clothes_of_a_video_reads_no_local_file(
    runner: Runner, site: MediaSite, tmp_path: Path, name: str, kind: str
) -> None:
    private = _private_video(tmp_path)
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2.0,\n{private}\n#EXT-X-ENDLIST\n"
    site.put(f"/{name}", playlist, kind=kind)
    folder = tmp_path / "work"
    folder.mkdir()

    with pytest.raises(FetchFailedError):
        await runner.fetch(Order(site.url(f"/{name}"), PROFILES["video-1080p"], folder), _ignore)

    assert max(file.stat().st_size for file in folder.iterdir()) < 10_000


def _private_video(folder: Path) -> str:
    private = folder / "private"
    private.mkdir()
    [segment, *_] = sorted(Videos(private).hls.glob("*.ts"))
    return segment.as_uri()
