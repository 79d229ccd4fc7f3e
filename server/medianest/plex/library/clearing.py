"""Finding what nobody watches, and taking it out of Plex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey
from medianest.plex.errors import PlexError
from medianest.plex.gateway import Clearing
from medianest.plex.library.queries import unwatched as queries
from medianest.plex.library.storing import Changed
from medianest.plex.library.unwatched import Unwatched
from medianest.plex.servers import Server, Servers

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Clearings:
    """Over all servers; one that is down is left out."""

    servers: Servers
    on_changed: list[Changed]
    clock: Clock = now

    async def unwatched(self, *, added_before: datetime, limit: int) -> Sequence[Unwatched]:
        """What was there before `added_before` and was never watched by anybody.

        The tables know what the owner watched; the server is asked about everybody else.
        """
        found = await queries.unwatched(added_before=added_before, limit=limit)
        return [one for one in found if await self._unseen(one)]

    async def delete(self, one: Unwatched) -> None:
        """Take a title out of Plex, files and all; what is gone is gone. Raises a PlexError."""
        await _clearing(await self.servers.named(one.service)).delete(one.rating_key)
        async with transaction():
            await queries.forget(one.server, one.rating_key, at=self.clock())
            for listener in self.on_changed if one.tmdb_id else ():
                await listener([TitleKey(one.media_type, one.tmdb_id or 0)])

    async def _unseen(self, one: Unwatched) -> bool:
        try:
            clearing = _clearing(await self.servers.named(one.service))
            return not await clearing.watched(one.rating_key)
        except PlexError as failure:
            # Nothing is proposed of which it is not known.
            log.info("history_unknown", server=one.service, reason=failure.code)
            return False


def _clearing(server: Server) -> Clearing:
    return Clearing(server.live.at, server.live.client)
