"""Whether what a reading did not see may be taken for gone."""

from collections.abc import Mapping

import msgspec

# Fewer may vanish in a day without anybody asking, whatever share of a small library that is.
A_HANDFUL = 10


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """Of one kind of item: how many were stored, and how many of them were not seen again."""

    stored: int
    gone: int


def must_ask(
    counts: Mapping[str, Count], *, most: float, doubtful: bool, agreed: int | None = None
) -> bool:
    """Whether the owner has to say that the items are gone.

    `most` is the share of a kind that may vanish by itself; `doubtful` says that something else
    speaks against it, such as a folder that is not there; `agreed` is how many the owner was
    told of and said yes to.
    """
    gone = sum(count.gone for count in counts.values())
    if gone == 0:
        return False
    if agreed is not None:
        return gone > agreed + A_HANDFUL
    if doubtful:
        return True
    return any(
        count.gone > A_HANDFUL and count.gone > most * count.stored for count in counts.values()
    )
