"""What a film or show is called by in every slice."""

from typing import Literal

import msgspec

MediaType = Literal["movie", "tv"]


class TitleKey(msgspec.Struct, frozen=True, order=True):
    """A film or show by its number at The Movie Database, where the two are numbered apart."""

    media_type: MediaType
    tmdb_id: int
