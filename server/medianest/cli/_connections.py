"""How many callers may be connected at once."""

import resource
from typing import Final

from granian.http import HTTP1Settings

# Connections that wait to be accepted, as the kernel counts them.
BACKLOG: Final = 1024
# Idle tabs, streams and half-sent requests hold one each; who comes later would have to wait for
# them, so there is room for more than a household could need.
_MOST: Final = 2048
# Those who come by TLS are programs that were paired: a few for each person.
MOST_BY_TLS: Final = 512
_HEAD_WITHIN_MS: Final = 15_000


def most_connections() -> int:
    """As many as are of use, and no more than half of the files that this process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * (_MOST + MOST_BY_TLS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return (
        _MOST
        if soft == resource.RLIM_INFINITY
        else min(_MOST, max(soft // 2 - MOST_BY_TLS, soft // 4))
    )


def patience() -> HTTP1Settings:
    """How long a connection may be idle or take to say what it wants."""
    return HTTP1Settings(header_read_timeout=_HEAD_WITHIN_MS)
