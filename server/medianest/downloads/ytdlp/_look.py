"""Asks the site what a link is, and refuses what is no single, finished video."""

from collections.abc import Mapping
from typing import Any

from yt_dlp import YoutubeDL
from yt_dlp.networking import Request
from yt_dlp.utils import MEDIA_EXTENSIONS

from medianest.downloads.ytdlp._options import PROTOCOLS
from medianest.downloads.ytdlp.wire import VideoInfo, trouble

_LIVE = {"is_live", "is_upcoming", "post_live"}
_MOST_PLAYLIST = 4 << 20
_MEDIA = {*MEDIA_EXTENSIONS.video, *MEDIA_EXTENSIONS.audio}

Info = dict[str, Any]


def look(ydl: YoutubeDL, url: str) -> Info:
    """The description of the one video behind `url`, formats chosen."""
    info: Info | None = ydl.extract_info(url, download=False)
    if info is None:
        trouble("unavailable", "the site said nothing about this link")
    if info.get("_type", "video") != "video":
        info = _only_entry(ydl, info)
    return info


def _only_entry(ydl: YoutubeDL, listed: Info) -> Info:
    entries = [entry for entry in listed.get("entries") or () if entry]
    if not entries:
        trouble("unavailable", "there is no video in this list")
    if len(entries) > 1:
        title = listed.get("title") or listed.get("id") or "untitled"
        trouble("playlist", f"the link is a list of several videos: {title}")
    # Some sites wrap each video in a list of one.
    only = ydl.process_ie_result(entries[0], download=False)
    if only is None or only.get("_type", "video") != "video":
        trouble("playlist", "the link is a list within a list")
    found: Info = only
    return found


def describe(info: Info) -> VideoInfo:
    """The part of `info` that the server wants to know."""
    return VideoInfo(
        id=_text(info, "id"),
        site=_text(info, "extractor_key") or _text(info, "extractor"),
        title=_title(info),
        channel=_text(info, "channel") or _text(info, "uploader"),
        channel_id=_text(info, "channel_id") or _text(info, "uploader_id"),
        description=_text(info, "description")[:20_000],
        duration=_number(info, "duration"),
        published=_number(info, "release_timestamp") or _number(info, "timestamp"),
        page=_text(info, "webpage_url"),
        is_live=_is_live(info),
    )


def refuse_unfit(ydl: YoutubeDL, info: Info, *, most_bytes: int) -> None:
    """Raise for a live stream, a foreign protocol, something huge, or no video at all."""
    if _is_live(info):
        trouble("live_stream", "the video is live or has not started yet")
    for chosen in chosen_formats(info):
        if chosen.get("protocol") not in PROTOCOLS:
            trouble("unsupported_site", f"cannot fetch over {chosen.get('protocol')}")
        if chosen.get("ext") not in _MEDIA:
            trouble("unsupported_site", "the link leads to a file that is no video")
        if str(chosen.get("protocol")).startswith("m3u8"):
            _refuse_endless(ydl, chosen)
    expected = sum(chosen.get("filesize") or 0 for chosen in chosen_formats(info))
    if most_bytes and expected > most_bytes:
        trouble("too_large", f"the file has {expected} bytes")


def chosen_formats(info: Info) -> list[Info]:
    """The formats that will be fetched: picture and sound apart, or one for both."""
    return list(info.get("requested_formats") or [info])


def _refuse_endless(ydl: YoutubeDL, chosen: Info) -> None:
    request = Request(chosen["url"], headers=chosen.get("http_headers") or {})
    with ydl.urlopen(request) as answer:
        text = answer.read(_MOST_PLAYLIST)
    if b"#EXTINF" in text and b"#EXT-X-ENDLIST" not in text:
        trouble("live_stream", "the stream has no end yet")


def _is_live(info: Mapping[str, Any]) -> bool:
    return bool(info.get("is_live")) or info.get("live_status") in _LIVE


def _title(info: Mapping[str, Any]) -> str:
    title = _text(info, "fulltitle") or _text(info, "title") or _text(info, "id")
    # The generic extractor numbers the videos of a page even when there is but one.
    return title.removesuffix(" (1)") if _text(info, "id").endswith("-1") else title


def _text(info: Mapping[str, Any], key: str) -> str:
    value = info.get(key)
    return "" if value is None else str(value)


def _number(info: Mapping[str, Any], key: str) -> float | None:
    value = info.get(key)
    return float(value) if isinstance(value, int | float) else None
