"""Reads a submitted link: what is acceptable, and which links are the same."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from medianest.downloads.errors import LinkWithPasswordError, NotALinkError

_LONGEST: Final = 2000
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_TRACKING: Final = re.compile(r"utm_\w+|si|fbclid|gclid|feature|pp|ref_src|igshid", re.ASCII)
_YOUTUBE: Final = re.compile(r"(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com")
_VIDEO_ID: Final = re.compile(r"[\w-]{11}", re.ASCII)
_VIDEO_PATH: Final = re.compile(r"/(?:shorts|embed|live|v)/([\w-]{11})/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """An acceptable link; two with the same `key` are the same video."""

    url: str
    key: str
    host: str
    port: int


def read(text: str) -> Link:
    """The link in `text`; raises `NotALinkError` or `LinkWithPasswordError`."""
    trimmed = text.strip()
    if len(trimmed) > _LONGEST:
        raise NotALinkError("That link is too long.")
    if not trimmed.isprintable() or any(sign in trimmed for sign in ' \\<>"`'):
        raise NotALinkError("A link contains no spaces or control characters.")
    parts, host, port = _split(trimmed)
    if "@" in parts.netloc:
        raise LinkWithPasswordError
    scheme = parts.scheme.lower()
    is_usual = port == _DEFAULT_PORTS[scheme]
    shown = f"[{host}]" if ":" in host else host
    authority = shown if is_usual else f"{shown}:{port}"
    url = urlunsplit((scheme, authority, parts.path or "/", parts.query, ""))
    return Link(url, _key(url), host, port)


def _split(text: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise NotALinkError from wrong
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise NotALinkError
    try:
        plain = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as wrong:
        raise NotALinkError("That link names no site.") from wrong
    return parts, plain, port or _DEFAULT_PORTS[scheme]


def _key(url: str) -> str:
    parts = urlsplit(url)
    video = _youtube_video(parts)
    if video is not None:
        return f"youtube:{video}"
    query = [pair for pair in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(pair[0])]  # noqa: FBT003 - keeps blank values
    path = parts.path.rstrip("/")
    return f"{parts.netloc.removeprefix('www.')}{path}?{urlencode(query)}"


def _youtube_video(parts: SplitResult) -> str | None:
    if parts.netloc in {"youtu.be", "www.youtu.be"}:
        found = _VIDEO_ID.fullmatch(parts.path.strip("/"))
        return found[0] if found else None
    if not _YOUTUBE.fullmatch(parts.netloc):
        return None
    by_path = _VIDEO_PATH.fullmatch(parts.path)
    if by_path:
        return by_path[1]
    wanted = dict(parse_qsl(parts.query)).get("v", "")
    return wanted if parts.path == "/watch" and _VIDEO_ID.fullmatch(wanted) else None
