"""Ordering a fetch, and looking at what came of it."""

from pathlib import Path

import av
import pytest

from medianest.downloads.profiles import PROFILES
from medianest.downloads.runner import FetchFailedError, Order, Runner
from medianest.downloads.ytdlp.wire import FetchedFile, News


async def ignore(event: News) -> None:
    """Nobody listens."""


def order(url: str, folder: Path, profile: str = "video-1080p") -> Order:
    return Order(url, PROFILES[profile], folder)


async def kind_of_failure(runner: Runner, url: str, folder: Path) -> str:
    with pytest.raises(FetchFailedError) as failed:
        await runner.fetch(order(url, folder), ignore)
    return failed.value.kind


def content(file: FetchedFile) -> bytes:
    return Path(file.path).read_bytes()


def largest(folder: Path) -> int:
    return max((one.stat().st_size for one in folder.iterdir()), default=0)


def seconds_of(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0)) / 25
