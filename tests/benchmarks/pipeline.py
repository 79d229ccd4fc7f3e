"""What it costs that a file comes through us: from the link to `available`, published."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import httpx2
from tests.benchmarks.files import range_server
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance
from tests.benchmarks.report import Figure

_BYTES = 200_000_000
_TURNS = 3
_ENCODING = "-c:v libx264 -preset ultrafast -qp 4 -pix_fmt yuv420p -c:a aac -t 1"
_SECONDS, _SHARE = 1.5, 0.15
_FINISHED = {"available", "failed", "cancelled"}


def measure(place: Place) -> list[Figure]:
    folder = place.folder("pipeline")
    video = _video(folder)
    ours, plain = list[float](), list[float]()
    with range_server(video) as site, appliance(folder) as served:
        token = served.set_up()["tokens"]["accessToken"]
        with served.client(token) as client:
            for turn in range(_TURNS):
                plain.append(_by_yt_dlp(f"{site}/plain-{turn}.mp4", folder / "plain"))
                ours.append(_by_us(client, f"{site}/ours-{turn}.mp4"))
    took, alone = median(ours), median(plain)
    return [
        Figure(
            name="200 MB fetched",
            value=took,
            unit="s",
            baseline=alone,
            against="`python -m yt_dlp` alone, same file",
            aim=f"<= {_SECONDS} s and <= {_SHARE:.0%} more",
            met=took - alone <= _SECONDS and took <= alone * (1 + _SHARE),
            details={"ours": ours, "plain": plain, "cost": took - alone},
        )
    ]


def _video(folder: Path) -> Path:
    """A playable video of that size: a second of noise, repeated without encoding it again."""
    second, video = folder / "second.mp4", folder / "video.mp4"
    picture = "testsrc2=size=1280x720:rate=25,noise=alls=100:allf=t"
    _ffmpeg(f"-f lavfi -i {picture} -f lavfi -i sine {_ENCODING}", second)
    repeats = _BYTES // second.stat().st_size
    _ffmpeg(f"-stream_loop {repeats - 1} -i {second} -c copy", video)
    return video


def _ffmpeg(words: str, result: Path) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *words.split(), result], check=True)


def _by_yt_dlp(url: str, folder: Path) -> float:
    argv = [sys.executable, "-m", "yt_dlp", "--ignore-config", "--quiet", "--no-warnings"]
    began = time.monotonic()
    subprocess.run([*argv, "--paths", str(folder), url], check=True)
    return time.monotonic() - began


def _by_us(client: httpx2.Client, url: str) -> float:
    began = time.monotonic()
    answer = client.post("/youtube/downloads", json={"url": url})
    answer.raise_for_status()
    path = f"/youtube/downloads/{answer.json()['id']}"
    while time.monotonic() < began + 120:
        found = client.get(path).json()
        if found["state"] == "available":
            return time.monotonic() - began
        if found["state"] in _FINISHED:
            raise RuntimeError(found)
        time.sleep(0.02)
    raise TimeoutError(path)
