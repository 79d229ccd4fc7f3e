"""What is proposed for removal, inside and on the wire."""

from datetime import datetime
from uuid import UUID

import msgspec

from medianest.catalog.images import Image
from medianest.kit.media import MediaType
from medianest.kit.wire import Wire
from medianest.plex.library.unwatched import Unwatched


class Proposal(Unwatched, frozen=True, kw_only=True):
    """The same as stored, until the owner decides."""

    id: UUID
    requested_by: str | None = None
    failure: str = ""


class Removal(Wire, frozen=True):
    """A proposal as the owner sees it; `failure` says why the last try to remove it failed."""

    id: UUID
    media_type: MediaType
    tmdb_id: int | None
    title: str
    poster: Image | None
    size: int
    added_at: datetime
    requested_by: str | None
    failure: str


class RemoveTitle(msgspec.Struct, frozen=True):
    """Order: take a title out of Plex, files and all, because `by` said so."""

    proposal: UUID
    by: UUID
