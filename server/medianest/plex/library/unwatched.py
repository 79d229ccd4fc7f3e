"""Titles that nobody watched."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from medianest.kit.media import MediaType, TitleKey


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

    @property
    def key(self) -> TitleKey | None:
        """The title, if it is known which one it is."""
        return TitleKey(self.media_type, self.tmdb_id) if self.tmdb_id else None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a look for such titles found; `unknown` are those whose server did not say."""

    unwatched: Sequence[Unwatched]
    unknown: Sequence[Unwatched] = ()
