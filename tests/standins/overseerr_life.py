"""What happens in an Overseerr: people ask, somebody decides, files arrive."""

from dataclasses import dataclass
from typing import Any, Protocol

from tests.standins.overseerr_hook import Hook
from tests.standins.overseerr_state import (
    APPROVED,
    AVAILABLE,
    COMPLETED,
    DECLINED,
    FAILED,
    MEDIA_PENDING,
    PARTIAL,
    PENDING,
    PROCESSING,
    Memory,
    Request,
    User,
)


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def message(status: int, text: str) -> Refused:
    return Refused(status, {"message": text})


class Switches(Protocol):
    """How the neighbours of this Overseerr do."""

    api_key: str
    radarr_works: bool
    tmdb_works: bool


@dataclass(frozen=True)
class Life:
    """The rules, as the documented answers show them."""

    memory: Memory
    hook: Hook
    switches: Switches

    def ask(
        self, by: User, kind: str, tmdb_id: int, wish: dict[str, Any], *, approved: bool
    ) -> Request | None:
        """Somebody asks; None when every season is asked for already. Raises Refused."""
        memory = self.memory
        media, is4k = memory.medium(kind, tmdb_id), wish.get("is4k")
        wanted = wish.get("seasons", [])
        if wanted == "all":
            wanted = list(range(1, memory.seasons.get(tmdb_id, 3) + 1))
        limit = by.movie_limit if kind == "movie" else by.tv_limit
        if not by.permissions & 34:
            raise message(403, f"You do not have permission to make {kind} requests.")
        if limit is not None and memory.used(by, kind) + max(len(wanted), 1) > limit:
            raise message(403, f"{'Movie' if kind == 'movie' else 'Series'} Quota exceeded.")
        # Without `is4k` nothing is compared with it, so a repetition is not noticed.
        if is4k is not None and kind == "movie" and memory.blocking(media, is4k=is4k):
            raise message(409, "Request for this media already exists.")
        if is4k is not None and kind == "tv":
            wanted = memory.free_seasons(media, wanted, is4k=is4k)
        if kind == "tv" and not wanted:
            return None
        made = Request(next(memory.numbers), media, by, bool(is4k), PENDING, wanted)
        made.server, made.profile = wish.get("serverId"), wish.get("profileId")
        made.root_folder, made.tags = wish.get("rootFolder"), wish.get("tags")
        memory.requests[made.id] = made
        if media.at(is4k=made.is4k) < PROCESSING:
            media.put(MEDIA_PENDING, is4k=made.is4k)
        if approved:
            self.approve(made, kind="MEDIA_AUTO_APPROVED")
        else:
            self.hook.tell("MEDIA_PENDING", made)
        return made

    def approve(self, request: Request, *, kind: str = "MEDIA_APPROVED") -> None:
        request.put(APPROVED)
        if kind:
            self.hook.tell(kind, request)
        if not self.switches.radarr_works:
            self.fail(request)
        elif request.media.at(is4k=request.is4k) < PROCESSING:
            request.media.put(PROCESSING, is4k=request.is4k)

    def fail(self, request: Request) -> None:
        request.put(FAILED)
        self.hook.tell("MEDIA_FAILED", request)

    def decline(self, request: Request) -> None:
        request.put(DECLINED)
        self.hook.tell("MEDIA_DECLINED", request)

    def arrive(self, request: Request, seasons: list[int] | None = None) -> None:
        """The library has it, or these seasons of it."""
        media, here = request.media, request.seasons if seasons is None else seasons
        for number in here:
            media.seasons.setdefault(number, [1, 1])[int(request.is4k)] = AVAILABLE
        whole = set(request.seasons) <= set(here)
        media.put(AVAILABLE if whole else PARTIAL, is4k=request.is4k)
        if whole and self.memory.flavour == "seerr":
            request.put(COMPLETED)
        self.hook.tell("MEDIA_AVAILABLE", request)
