"""Every way in which a download can fail: what to say, what to do, whether to try again.

The key of a failure, and the numbers with it, are what programs read: they say it in the language
of whoever reads. The English words go along for those that do not know the key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from medianest.downloads.schemas import Failure
from medianest.kit import backoff
from medianest.kit.sizes import in_words

_MINUTE: Final = timedelta(minutes=1)
_FOREVER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """A class of failure; with `tries` it is tried again by itself that often.

    `waits` says that the advice ends with whether it is tried again by itself, and `helps` whether
    a person's own retry can come out otherwise than the last one. `short` is what to say instead
    of `message` where it is known how much room is left.
    """

    message: str
    hint: str = ""
    tries: int = 0
    waits: bool = False
    helps: bool = True
    short: str = ""
    base: timedelta = timedelta(seconds=20)
    cap: timedelta = 30 * _MINUTE
    keeps_parts: bool = True

    @property
    def lasts(self) -> bool:
        """Whether it waits until somebody in the house does something."""
        return self.tries == _FOREVER

    def next_try(self, attempt: int, at: datetime) -> datetime | None:
        """When to try again after `attempt` failures in a row, None for never."""
        if attempt > self.tries:
            return None
        return at + backoff.delay(attempt, base=self.base, cap=self.cap)


_WAITS: Final = "MediaNest tries again by itself."
_LATER: Final = "Trying again later may help."
_NOTHING_TO_DO: Final = "Choose another link; trying again will not help."

TROUBLES: Final = MappingProxyType(
    {
        "not_a_link": Trouble(
            "This is not a link to a web page.",
            "Copy the whole address from the browser.",
            helps=False,
        ),
        "unsupported_site": Trouble(
            "There is no video that MediaNest can fetch behind this link.",
            "Open the page of the video itself and copy its address.",
            helps=False,
        ),
        "private_address": Trouble(
            "The link leads into a private network.",
            "The owner can allow a host of the home network in downloads.allowed_private_hosts.",
        ),
        "unknown_host": Trouble(
            "There is no site of that name.",
            "Check the address for typing mistakes.",
            tries=3,
            waits=True,
        ),
        "unavailable": Trouble(
            "The video is not available (any more).", _NOTHING_TO_DO, helps=False
        ),
        "private_video": Trouble("The video is private.", "Ask its maker to share it."),
        "geo_blocked": Trouble(
            "The video is not shown in this country.", _NOTHING_TO_DO, helps=False
        ),
        "needs_sign_in": Trouble(
            "The site shows this video only to people who are signed in there.",
            "MediaNest does not sign in to other sites; choose a public video.",
            helps=False,
        ),
        "drm": Trouble("The video is protected against copying.", _NOTHING_TO_DO, helps=False),
        "live_stream": Trouble(
            "This is a live stream, or has not started yet.",
            "Try again when it is over and the site offers the recording.",
        ),
        "playlist": Trouble(
            "The link is a list of videos, not a single one.",
            "Open one video of the list and copy its address.",
            helps=False,
        ),
        "rate_limited": Trouble(
            "The site asks to slow down.",
            tries=6,
            waits=True,
            base=5 * _MINUTE,
            cap=120 * _MINUTE,
        ),
        "refused_by_site": Trouble(
            "The site refused to hand out the video.", tries=3, waits=True, base=5 * _MINUTE
        ),
        "network": Trouble("The connection to the site broke off.", tries=8, waits=True),
        "server_error": Trouble("The site has a problem of its own.", tries=6, waits=True),
        "disk_full": Trouble(
            "The disk is full.",
            "Make room in the media folder.",
            waits=True,
            short="The disk has only {free} left.",
            tries=_FOREVER,
            base=2 * _MINUTE,
            cap=15 * _MINUTE,
        ),
        "media_folder_missing": Trouble(
            "The media folder is not there.",
            "Connect or mount its disk.",
            waits=True,
            tries=_FOREVER,
            cap=5 * _MINUTE,
        ),
        "media_folder_read_only": Trouble(
            "MediaNest may not write into the media folder.",
            "Give its user the right to write there.",
            waits=True,
            tries=_FOREVER,
            cap=5 * _MINUTE,
        ),
        "over_quota": Trouble(
            "The downloads take up all the room of their quota.",
            "Delete some together with their files, or ask the owner for more room.",
            waits=True,
            short="The quota has only {free} left.",
            tries=_FOREVER,
            base=5 * _MINUTE,
            cap=60 * _MINUTE,
        ),
        "over_whole_quota": Trouble(
            "The video is larger than the whole quota.",
            "Choose a lower quality, or ask the owner for more room.",
            keeps_parts=False,
        ),
        "too_large": Trouble(
            "The file is larger than allowed.",
            "Choose a lower quality; the owner can raise downloads.max_file_bytes.",
            keeps_parts=False,
        ),
        "broken_file": Trouble(
            "What the site sent is not a whole video.", tries=1, waits=True, keeps_parts=False
        ),
        "crashed": Trouble(
            "The program that fetches broke down.",
            "If it happens again, the log says more.",
            tries=2,
            base=timedelta(seconds=2),
        ),
        "unknown": Trouble(
            "The site answered something unexpected.",
            "Updating MediaNest may help: sites change.",
            tries=1,
        ),
        "plex": Trouble(
            "The file is there, and Plex has not taken it in.", "Retry when Plex is well again."
        ),
    }
)


def tell(
    kind: str,
    said: str,
    *,
    next_try: datetime | None = None,
    free: int | None = None,
    needs: int | None = None,
) -> Failure:
    """`kind` in words for a person, with what the site or system said where that helps.

    Without `next_try` nobody tries again by itself, so the words do not promise it. `free` and
    `needs` are bytes, where room is short.
    """
    trouble = of(kind)
    adds = kind in {"unknown", "crashed", "broken_file", "plex"} and said
    message = f"{trouble.message} ({said[:300]})" if adds else trouble.message
    if free is not None and trouble.short:
        message = trouble.short.format(free=in_words(free)) + _needing(needs)
    return Failure(
        kind=kind,
        message=message,
        hint=_hint(trouble, again=next_try is not None),
        next_try=next_try,
        retryable=trouble.helps,
        free=free,
        needs=needs,
    )


def _hint(trouble: Trouble, *, again: bool) -> str:
    if not trouble.waits:
        return trouble.hint
    return f"{trouble.hint} {_WAITS if again else _LATER}".strip()


def _needing(needs: int | None) -> str:
    return "" if needs is None else f" This video needs {in_words(needs)}."


def of(kind: str) -> Trouble:
    """The class of failure called `kind`."""
    return TROUBLES.get(kind, TROUBLES["unknown"])
