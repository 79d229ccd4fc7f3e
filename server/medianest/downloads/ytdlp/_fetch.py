"""One link from the site to a verified file."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from yt_dlp import YoutubeDL

from medianest.downloads.ytdlp._look import Info, chosen_formats, describe, look, refuse_unfit
from medianest.downloads.ytdlp._options import options
from medianest.downloads.ytdlp._pace import Pace, remaining
from medianest.downloads.ytdlp._picture import draw_picture, fetch_picture
from medianest.downloads.ytdlp._resume import prepare
from medianest.downloads.ytdlp._verify import verify
from medianest.downloads.ytdlp.wire import (
    Done,
    Event,
    FetchedFile,
    Pictured,
    Probed,
    Progress,
    Spec,
    VideoInfo,
    trouble,
)

_EVERY = 0.5

Say = Callable[[Event], None]


class Fetch:
    """Works on one spec, and says how it goes."""

    def __init__(self, spec: Spec, say: Say, logger: object) -> None:
        self._spec = spec
        self._say = say
        self._folder = Path(spec.folder)
        self._picture = self._folder / "video.jpg"
        self._parts: dict[str, tuple[int, int]] = {}
        self._expected = 0
        self._pace = Pace()
        self._said_at = 0.0
        hooks = {
            "progress_hooks": [self._on_progress],
            "postprocessor_hooks": [self._on_processing],
        }
        self._ydl = YoutubeDL(options(spec, logger, hooks))

    def run(self) -> None:
        """Look at the link, and unless that is all, fetch and verify it."""
        self._say(Progress(stage="probing"))
        with self._ydl:
            info = look(self._ydl, self._spec.url)
            described = describe(info)
            self._say(Probed(described))
            if self._spec.only_look:
                return
            refuse_unfit(self._ydl, info, most_bytes=self._spec.most_bytes)
            prepare(self._ydl, info, self._folder)
            self._fetch_picture(info)
            self._download(info)
            self._say(Done(self._verified(info, described)))

    def _fetch_picture(self, info: Info) -> None:
        if self._picture.is_file() or fetch_picture(self._ydl, info, self._picture):
            self._say(Pictured())

    def _download(self, info: Info) -> None:
        sizes = (one.get("filesize") or one.get("filesize_approx") for one in chosen_formats(info))
        self._expected = int(sum(size or 0 for size in sizes))
        self._say(Progress(stage="downloading", total=self._expected or None))
        self._ydl.process_info(info)

    def _verified(self, info: Info, described: VideoInfo) -> FetchedFile:
        done = info.get("requested_downloads") or [info]
        path = Path(done[-1].get("filepath") or "").resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            trouble("broken_file", "nothing was saved")
        file = verify(path, audio_only=self._spec.audio_only, expected=described.duration)
        return msgspec.structs.replace(
            file, picture=self._pictured(path), subtitles=self._subtitles(info)
        )

    def _pictured(self, video: Path) -> str | None:
        if self._picture.is_file():
            return str(self._picture)
        if self._spec.audio_only or not draw_picture(video, self._picture):
            return None
        self._say(Pictured())
        return str(self._picture)

    def _subtitles(self, info: Info) -> dict[str, str]:
        wanted = info.get("requested_subtitles") or {}
        found = {lang: self._folder / f"video.{lang}.srt" for lang in wanted}
        return {lang: str(path) for lang, path in found.items() if path.is_file()}

    def _on_progress(self, event: dict[str, Any]) -> None:
        name = event.get("filename") or ""
        total = event.get("total_bytes") or event.get("total_bytes_estimate") or 0
        self._parts[name] = (event.get("downloaded_bytes") or int(total), int(total))
        now = time.monotonic()
        if now - self._said_at < _EVERY:
            return
        self._said_at = now
        downloaded = sum(part[0] for part in self._parts.values())
        total = max(self._expected, sum(part[1] for part in self._parts.values()))
        speed = self._pace.speed(downloaded)
        self._say(
            Progress(
                stage="downloading",
                downloaded=downloaded,
                total=max(total, downloaded) if total else None,
                speed=speed,
                eta=remaining(downloaded, total, speed),
            )
        )

    def _on_processing(self, event: dict[str, Any]) -> None:
        is_final = event.get("postprocessor") != "SubtitlesConvertor"
        if event.get("status") == "started" and is_final:
            size = sum(part[0] for part in self._parts.values())
            copies = _copies(event)
            self._say(
                Progress(stage="processing", downloaded=size, total=size or None, copies=copies)
            )


def _copies(event: dict[str, Any]) -> bool:
    """Whether a step of yt-dlp's writes the whole video once more."""
    step = str(event.get("postprocessor"))
    other = (event.get("info_dict") or {}).get("ext") != "mp4"
    return step == "Merger" or step.startswith("Fixup") or (step == "VideoRemuxer" and other)
