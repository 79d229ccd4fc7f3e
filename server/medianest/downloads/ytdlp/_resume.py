"""Goes on where an earlier process stopped, if what it fetched from is still the same."""

import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yt_dlp import YoutubeDL
from yt_dlp.downloader.fragment import FragmentFD
from yt_dlp.networking import HEADRequest, Request
from yt_dlp.networking.exceptions import RequestError

from medianest.downloads.ytdlp._look import Info, chosen_formats

_MARK = "source.json"
_FRAGMENTS = ".fragments"


def prepare(ydl: YoutubeDL, info: Info, folder: Path) -> bool:
    """Keep what `folder` holds if it came from the same remote files, empty it otherwise.

    True if there is something to go on with. Also makes every later request conditional, so that
    a file which changes while a lost connection is taken up again starts anew.
    """
    marks = [_mark(ydl, chosen) for chosen in chosen_formats(info)]
    remembered = folder / _MARK
    known = json.dumps(marks) if all(mark is not None for mark in marks) else ""
    goes_on = bool(known) and remembered.exists() and remembered.read_text() == known
    if goes_on:
        _rewind_fragments(folder)
    else:
        _empty(folder)
        remembered.write_text(known)
    return goes_on


def remember_fragments() -> None:
    """Note each fragment once it is whole: yt-dlp's own note may be ahead of, or behind, the file.

    A process that is killed between the two would otherwise repeat a fragment or leave a hole.
    """
    append = FragmentFD._append_fragment  # noqa: SLF001 - there is no public hook at this point

    def append_and_note(self: FragmentFD, ctx: dict[str, Any], content: bytes) -> None:
        append(self, ctx, content)
        note = {"index": ctx["fragment_index"], "size": ctx["dest_stream"].tell()}
        Path(ctx["filename"] + _FRAGMENTS).write_text(json.dumps(note))

    FragmentFD._append_fragment = append_and_note  # noqa: SLF001 - the same


def _mark(ydl: YoutubeDL, chosen: Info) -> list[str] | None:
    address = urlsplit(chosen["url"])
    is_list = str(chosen.get("protocol")).startswith(("m3u8", "http_dash"))
    try:
        validators = _playlist(ydl, chosen) if is_list else _headers(ydl, chosen)
    except RequestError:
        return None
    # Hosts and signatures of one and the same file may differ from one day to the next.
    return validators and [str(chosen.get("format_id")), address.path, *validators]


def _headers(ydl: YoutubeDL, chosen: Info) -> list[str] | None:
    headers = chosen.get("http_headers") or {}
    with ydl.urlopen(HEADRequest(chosen["url"], headers=headers)) as answer:
        tag = answer.headers.get("ETag") or ""
        changed = answer.headers.get("Last-Modified") or ""
        size = answer.headers.get("Content-Length") or ""
    if size.isdigit():
        chosen.setdefault("filesize", int(size))
    validator = changed if tag.startswith("W/") else tag or changed
    if not validator or not size:
        return None
    # Without a Range the header means nothing; with one, a changed file comes whole.
    chosen["http_headers"] = {**headers, "If-Range": validator}
    return [tag, changed, size]


def _playlist(ydl: YoutubeDL, chosen: Info) -> list[str]:
    request = Request(chosen["url"], headers=chosen.get("http_headers") or {})
    with ydl.urlopen(request) as answer:
        tag, changed = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        lines = answer.read().decode(errors="replace").splitlines()
    return [tag or "", changed or "", sha256("\n".join(_bare(lines)).encode()).hexdigest()]


def _bare(lines: Iterable[str]) -> Iterable[str]:
    return (line if line.startswith("#") else line.partition("?")[0] for line in lines)


def _rewind_fragments(folder: Path) -> None:
    for note in folder.glob(f"*{_FRAGMENTS}"):
        told = json.loads(note.read_text())
        part = note.with_name(note.name.removesuffix(_FRAGMENTS) + ".part")
        index = note.with_name(note.name.removesuffix(_FRAGMENTS) + ".ytdl")
        if not part.exists() or part.stat().st_size < told["size"]:
            part.unlink(missing_ok=True)
            index.unlink(missing_ok=True)
            note.unlink()
            continue
        with part.open("r+b") as file:
            file.truncate(told["size"])
        index.write_text(json.dumps({"downloader": {"current_fragment": {"index": told["index"]}}}))


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
