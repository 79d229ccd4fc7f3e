"""Gathers the overview, each part from the slice that owns it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec.structs import replace

from medianest.accounts import Principal
from medianest.dashboard.schemas import Board, Stats, Summary
from medianest.downloads.schemas import Download
from medianest.infra.media import MediaFolderState
from medianest.kit.wire import Page
from medianest.monitoring.errors import NoSuchServiceError
from medianest.monitoring.schemas import Service

_SHOWN = 8
# What a person calls them, and what downloads does.
_LISTS = {"running": "active", "failed": "failed", "available": "available"}
_MANAGE_SERVICES = "services.manage"


class Downloads(Protocol):
    """The part of `downloads` that is shown here."""

    async def page(
        self, me: Principal, *, which: str | None, before: UUID | None, limit: int
    ) -> Page[Download]:
        """A stretch of what `me` may see, newest first."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The overview; a person sees only what the slices would show them."""

    downloads: Downloads
    services: Callable[[], Awaitable[list[Service]]]
    storage: Callable[[], Awaitable[list[MediaFolderState]]]
    unread: Callable[[UUID], Awaitable[int]]

    async def board(self, me: Principal) -> Board:
        """Everything for the start page."""
        running = await self._list(me, "running")
        failed = await self._list(me, "failed")
        available = await self._list(me, "available")
        return Board(
            recent=available.items,
            running=running.items,
            failed=failed.items,
            services=await self.status(me),
            storage=await self.storage(),
            counts={
                "running": running.total,
                "failed": failed.total,
                "available": available.total,
            },
            unread=await self.unread(me.id),
        )

    async def stats(self, me: Principal) -> Stats:
        """Only the numbers."""
        return Stats(counts=await self._counts(me), storage=await self.storage())

    async def status(self, me: Principal) -> list[Service]:
        """Which services are up; where they are is told to those who manage them."""
        services = await self.services()
        return services if me.may(_MANAGE_SERVICES) else [_outline(one) for one in services]

    async def status_of(self, me: Principal, name: str) -> Service:
        """The same of one service. Raises NoSuchServiceError."""
        for service in await self.status(me):
            if service.name == name:
                return service
        raise NoSuchServiceError

    async def summary(self, me: Principal) -> Summary:
        """Flat numbers for other people's boards."""
        counts = await self._counts(me)
        states = [one.status.state for one in await self.services() if one.enabled]
        storage = await self.storage()
        return Summary(
            downloads_running=counts["running"],
            downloads_failed=counts["failed"],
            downloads_available=counts["available"],
            services_up=states.count("ok"),
            services_down=states.count("down") + states.count("open"),
            storage_free=sum(one.free for one in storage),
            storage_total=sum(one.total for one in storage),
            unread=await self.unread(me.id),
        )

    async def _counts(self, me: Principal) -> dict[str, int]:
        return {name: (await self._list(me, name, limit=1)).total for name in _LISTS}

    async def _list(self, me: Principal, name: str, *, limit: int = _SHOWN) -> Page[Download]:
        return await self.downloads.page(me, which=_LISTS[name], before=None, limit=limit)


def _outline(service: Service) -> Service:
    # A failure's words may name addresses of the household's network.
    status = replace(service.status, detail="")
    return replace(service, url="", options={}, status=status)
