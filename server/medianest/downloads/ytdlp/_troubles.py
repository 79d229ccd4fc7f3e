"""Finds the class of a failure in what yt-dlp raised."""

import errno
import re
from collections.abc import Iterator

from yt_dlp.networking.exceptions import (
    HTTPError,
    IncompleteRead,
    RequestError,
    TransportError,
)
from yt_dlp.postprocessor.common import PostProcessingError
from yt_dlp.utils import (
    ContentTooShortError,
    GeoRestrictedError,
    UnsupportedError,
    UserNotLive,
)

from medianest.downloads.ytdlp.wire import TroubleError

_BY_TYPE: tuple[tuple[type[BaseException], str], ...] = (
    (GeoRestrictedError, "geo_blocked"),
    (UnsupportedError, "unsupported_site"),
    (UserNotLive, "live_stream"),
    (ContentTooShortError, "network"),
    (IncompleteRead, "network"),
    (PostProcessingError, "broken_file"),
    (TransportError, "network"),
    (MemoryError, "crashed"),
)
_BY_ERRNO = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "too_large",
    errno.EROFS: "media_folder_read_only",
    errno.EACCES: "media_folder_read_only",
}
_BY_STATUS = {
    401: "needs_sign_in",
    403: "refused_by_site",
    404: "unavailable",
    410: "unavailable",
    429: "rate_limited",
    451: "geo_blocked",
}
# Sites say in words what no status tells; the first that fits wins.
_BY_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"no space left|disk quota", "disk_full"),
        (r"file too large|max-filesize", "too_large"),
        (r"private video|video is private", "private_video"),
        (r"not available in your (country|region|location)|geo.?restrict", "geo_blocked"),
        (r"confirm your age|age.restricted|members.only|join this channel", "needs_sign_in"),
        (r"log ?in|sign in|cookies|account|subscriber|password|premium", "needs_sign_in"),
        (r"premieres? in|live event|is live|will begin|not started|offline", "live_stream"),
        (r"too many requests|rate.?limit|try again later", "rate_limited"),
        (r"unsupported url|no suitable extractor|no video formats", "unsupported_site"),
        (r"not a valid url|no url provided", "not_a_link"),
        (
            r"has been removed|unavailable|does not exist|terminated|not found|deleted",
            "unavailable",
        ),
        (r"file is empty|did not get any data|invalid data", "broken_file"),
        (r"drm", "drm"),
        (r"timed? ?out|connection|unable to download|resolve|ssl|proxy|network", "network"),
    )
)


def name(failure: BaseException) -> TroubleError:
    """`failure` as a trouble of a known class, `unknown` at worst."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", str(failure)).removeprefix("ERROR: ").strip()
    for cause in _chain(failure):
        if isinstance(cause, TroubleError):
            return cause
        kind = _kind(cause)
        if kind is not None:
            return TroubleError(kind, said)
    kinds = (kind for pattern, kind in _BY_WORDS if pattern.search(said))
    return TroubleError(next(kinds, "unknown"), said)


def _kind(cause: BaseException) -> str | None:
    if isinstance(cause, HTTPError):
        return _BY_STATUS.get(cause.status, "server_error" if cause.status >= 500 else None)  # noqa: PLR2004
    for kind_of_error, kind in _BY_TYPE:
        if isinstance(cause, kind_of_error):
            return kind
    if isinstance(cause, OSError) and not isinstance(cause, RequestError):
        return _BY_ERRNO.get(cause.errno or 0)
    return None


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """`failure` and what it came from, however yt-dlp wrapped it."""
    pending: list[object] = [failure]
    seen: set[int] = set()
    while pending:
        one = pending.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        wrapped = getattr(one, "exc_info", None) or (None, None)
        pending += [wrapped[1], getattr(one, "cause", None), one.__cause__, one.__context__]
