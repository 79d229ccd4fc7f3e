"""A title that nobody watched."""

from datetime import datetime

import msgspec

from medianest.kit.media import MediaType


class Unwatched(msgspec.Struct, frozen=True, kw_only=True):
    """A film or show that nobody ever watched; `service` names its server, `size` is in bytes."""

    server: str
    service: str
    rating_key: int
    media_type: MediaType
    tmdb_id: int | None
    title: str
    size: int
    added_at: datetime
