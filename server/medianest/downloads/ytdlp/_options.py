"""The options of yt-dlp, all decided here."""

from typing import Any

from medianest.downloads.ytdlp._containers import CONTAINERS, reading_only
from medianest.downloads.ytdlp.wire import Spec

# Everything else (rtmp, rtsp, mms, websockets) would not go through the proxy.
PROTOCOLS = frozenset({"http", "https", "m3u8", "m3u8_native", "http_dash_segments"})


def options(spec: Spec, logger: object, hooks: dict[str, Any]) -> dict[str, Any]:
    """What `YoutubeDL` is made with for `spec`."""
    return {
        **_confined(spec),
        **_chosen(spec),
        **hooks,
        "logger": logger,
        "noprogress": True,
        "no_warnings": False,
        "retries": 3,
        "fragment_retries": 5,
        "extractor_retries": 2,
        "skip_unavailable_fragments": False,
        "socket_timeout": spec.socket_timeout,
        "noplaylist": True,
        # A channel may list thousands: two entries are enough to know that it is a list.
        "playlist_items": "1:2",
        "extract_flat": "in_playlist",
        "concurrent_fragment_downloads": 1,
        "buffersize": 1 << 18,
        "noresizebuffer": True,
        "updatetime": False,
    }


def _confined(spec: Spec) -> dict[str, Any]:
    return {
        "proxy": spec.proxy,
        "cachedir": False,
        "usenetrc": False,
        "enable_file_urls": False,
        "allowed_extractors": ["default"] if spec.generic_sites else ["default", "-generic"],
        "paths": {"home": spec.folder, "temp": spec.folder},
        # Names come from us alone; what the site calls things is for the publisher to tame.
        "outtmpl": {"default": "video.%(ext)s"},
        "windowsfilenames": True,
        "overwrites": False,
        "continuedl": True,
    }


def _chosen(spec: Spec) -> dict[str, Any]:
    return {
        "format": spec.format or None,
        "format_sort": list(spec.sort),
        "merge_output_format": None if spec.audio_only else "mp4",
        "writesubtitles": bool(spec.subtitles),
        "subtitleslangs": list(spec.subtitles),
        "postprocessors": list(_postprocessors(spec)),
        "postprocessor_args": reading_only(CONTAINERS),
    }


def _postprocessors(spec: Spec) -> list[dict[str, Any]]:
    subtitles = {"key": "FFmpegSubtitlesConvertor", "format": "srt", "when": "before_dl"}
    if spec.audio_only:
        container = {"key": "FFmpegExtractAudio", "preferredcodec": "m4a"}
    else:
        container = {"key": "FFmpegVideoRemuxer", "preferedformat": "mp4"}
    return [subtitles, container]
