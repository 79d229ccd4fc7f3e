"""Who decides about a new request: a rule, or a person later on."""

from collections.abc import Awaitable, Callable
from typing import Literal
from uuid import UUID

import msgspec

from medianest.kit.media import TitleKey
from medianest.requests.facts import Asker, Title

Then = Literal["approve", "decline", "hold"]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A request about to be made, as rules see it; `title` is None while nobody knows it."""

    asker: Asker
    key: TitleKey
    is4k: bool
    seasons: int
    episodes: int
    estimated_bytes: int
    title: Title | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided, by whom (None: by a rule), and why; `hold` leaves it to the managers.

    A reason of MediaNest's own has a `key`, for other languages.
    """

    then: Then = "hold"
    by: UUID | None = None
    reason: str = ""
    key: str = ""


Decide = Callable[[Draft], Awaitable[Verdict]]
"""Decides from the database alone: it runs inside the transaction that makes the request."""


async def by_permission(draft: Draft) -> Verdict:
    """Approve what people ask for who may approve it themselves."""
    if draft.asker.may("requests.manage"):
        return Verdict(then="approve", by=draft.asker.id)
    return Verdict()
