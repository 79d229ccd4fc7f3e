"""What an Overseerr remembers: its users, media and requests, in the shapes of its API."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Flavour = Literal["overseerr", "seerr"]

# MediaStatus
UNKNOWN, MEDIA_PENDING, PROCESSING, PARTIAL, AVAILABLE, BLOCKLISTED, DELETED = range(1, 8)
# MediaRequestStatus
PENDING, APPROVED, DECLINED, FAILED, COMPLETED = range(1, 6)

MEDIA_NAMES = {
    UNKNOWN: "UNKNOWN",
    MEDIA_PENDING: "PENDING",
    PROCESSING: "PROCESSING",
    PARTIAL: "PARTIALLY_AVAILABLE",
    AVAILABLE: "AVAILABLE",
    BLOCKLISTED: "BLOCKLISTED",
    DELETED: "DELETED",
}
ADMIN, REQUEST = 2, 32


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class User:
    id: int
    email: str
    name: str
    permissions: int = REQUEST
    movie_limit: int | None = None
    tv_limit: int | None = None
    created: str = field(default_factory=moment)

    def told(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "email": self.email,
            "username": None,
            "plexUsername": self.name,
            "displayName": self.name,
            "avatar": f"https://plex.tv/users/{self.id}/avatar",
            "userType": 1,
            "plexId": self.id * 1000,
            "permissions": self.permissions,
            "requestCount": 0,
            "movieQuotaLimit": self.movie_limit,
            "movieQuotaDays": 7,
            "tvQuotaLimit": self.tv_limit,
            "tvQuotaDays": 7,
            "createdAt": self.created,
            "updatedAt": self.created,
            "recoveryLinkExpirationDate": None,
        }


@dataclass
class Media:
    id: int
    kind: str
    tmdb_id: int
    title: str
    status: int = UNKNOWN
    status4k: int = UNKNOWN
    seasons: dict[int, list[int]] = field(default_factory=dict)
    """Season number to its status and its status in 4K."""
    updated: str = field(default_factory=moment)

    def at(self, *, is4k: bool) -> int:
        return self.status4k if is4k else self.status

    def put(self, status: int, *, is4k: bool) -> None:
        if is4k:
            self.status4k = status
        else:
            self.status = status
        self.updated = moment()

    def told(self) -> dict[str, Any]:
        shown = [
            {"id": number + 1, "seasonNumber": number, "status": both[0], "status4k": both[1]}
            for number, both in self.seasons.items()
        ]
        return {
            "id": self.id,
            "mediaType": self.kind,
            "tmdbId": self.tmdb_id,
            "tvdbId": self.tmdb_id + 7 if self.kind == "tv" else None,
            "imdbId": None,
            "status": self.status,
            "status4k": self.status4k,
            "createdAt": self.updated,
            "updatedAt": self.updated,
            "lastSeasonChange": self.updated,
            "mediaAddedAt": None,
            "serviceId": None,
            "externalServiceId": None,
            "ratingKey": None,
            "ratingKey4k": None,
            "downloadStatus": [],
            "downloadStatus4k": [],
            "seasons": shown,
            "serviceUrl": None,
        }


@dataclass
class Request:
    id: int
    media: Media
    by: User
    is4k: bool
    status: int
    seasons: list[int] = field(default_factory=list)
    server: int | None = None
    profile: int | None = None
    root_folder: str | None = None
    tags: list[int] | None = None
    created: str = field(default_factory=moment)
    updated: str = field(default_factory=moment)

    def put(self, status: int) -> None:
        self.status = status
        self.updated = moment()

    def told(self) -> dict[str, Any]:
        times = {"createdAt": self.created, "updatedAt": self.updated}
        shown = [
            {"id": self.id * 100 + number, "seasonNumber": number, "status": self.status, **times}
            for number in self.seasons
        ]
        return {
            "id": self.id,
            "status": self.status,
            **times,
            "type": self.media.kind,
            "is4k": self.is4k,
            "serverId": self.server,
            "profileId": self.profile,
            "rootFolder": self.root_folder,
            "languageProfileId": None,
            "tags": self.tags,
            "isAutoRequest": False,
            "media": self.media.told(),
            "seasons": shown,
            "seasonCount": len(shown),
            "requestedBy": self.by.told(),
            "modifiedBy": None,
        }


@dataclass
class Memory:
    """Everything at once, under one lock."""

    flavour: Flavour = "overseerr"
    users: dict[int, User] = field(default_factory=dict)
    media: dict[tuple[str, int], Media] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    titles: dict[tuple[str, int], str] = field(default_factory=dict)
    seasons: dict[int, int] = field(default_factory=dict)
    """How many seasons a show has; three if it is not said."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def add_user(self, email: str, name: str = "", **more: Any) -> User:
        made = User(len(self.users) + 1, email, name or email.partition("@")[0], **more)
        self.users[made.id] = made
        return made

    def title(self, kind: str, tmdb_id: int) -> str:
        return self.titles.get((kind, tmdb_id), f"Title {tmdb_id} (2020)")

    def medium(self, kind: str, tmdb_id: int) -> Media:
        if (kind, tmdb_id) not in self.media:
            made = Media(next(self.numbers), kind, tmdb_id, self.title(kind, tmdb_id))
            self.media[kind, tmdb_id] = made
        return self.media[kind, tmdb_id]

    def about(self, media: Media) -> list[Request]:
        return [one for one in self.requests.values() if one.media is media]

    def blocking(self, media: Media, *, is4k: bool) -> list[Request]:
        """What a new request would repeat."""
        over = {DECLINED, COMPLETED} if self.flavour == "seerr" else {DECLINED}
        return [r for r in self.about(media) if r.is4k is is4k and r.status not in over]

    def free_seasons(self, media: Media, wanted: list[int], *, is4k: bool) -> list[int]:
        taken = {n for r in self.blocking(media, is4k=is4k) for n in r.seasons}
        taken |= {n for n, both in media.seasons.items() if both[int(is4k)] > MEDIA_PENDING}
        return [number for number in wanted if number not in taken]

    def used(self, user: User, kind: str) -> int:
        own = [r for r in self.requests.values() if r.by is user and r.media.kind == kind]
        alive = [r for r in own if r.status != DECLINED]
        return sum(len(r.seasons) for r in alive) if kind == "tv" else len(alive)
