"""Finding what nobody watches, and taking it out of Plex."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.plex.errors import PlexError
from medianest.plex.gateway import Clearing
from medianest.plex.library.queries import unwatched as queries
from medianest.plex.library.storing import Changed
from medianest.plex.library.unwatched import Looked, Unwatched
from medianest.plex.servers import Server, Servers

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Clearings:
    """Over all servers; one that is down is left out."""

    servers: Servers
    on_changed: list[Changed]
    clock: Clock = now

    async def unwatched(self, *, added_before: datetime, limit: int) -> Looked:
        """What was there before `added_before` and was never watched by anybody.

        The tables know what the owner watched; the server is asked about everybody else.
        """
        found = await queries.unwatched(added_before=added_before, limit=limit)
        watched = [await self._watched(one) for one in found]
        return Looked(
            unwatched=[one for one, seen in zip(found, watched, strict=True) if seen is False],
            unknown=[one for one, seen in zip(found, watched, strict=True) if seen is None],
        )

    async def delete(self, one: Unwatched) -> None:
        """Take a title out of Plex, files and all; what is gone is gone. Raises a PlexError."""
        await _clearing(await self.servers.named(one.service)).delete(one.rating_key)
        async with transaction():
            await queries.forget(one.server, one.rating_key, at=self.clock())
            for listener in self.on_changed if one.key else ():
                await listener([one.key] if one.key else [])

    async def _watched(self, one: Unwatched) -> bool | None:
        try:
            clearing = _clearing(await self.servers.named(one.service))
            return await clearing.watched(one.rating_key)
        except PlexError as failure:
            # Nothing is proposed of which it is not known.
            log.info("history_unknown", server=one.service, reason=failure.code)
            return None


def _clearing(server: Server) -> Clearing:
    return Clearing(server.live.at, server.live.client)
