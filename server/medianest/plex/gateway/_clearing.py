"""What has to be known before something goes, and letting it go."""

from dataclasses import dataclass

import msgspec
from msgspec import field

from medianest.infra.http import OutsideAnswerError
from medianest.plex.errors import PlexKeepsFilesError
from medianest.plex.gateway._pages import Pages

_GONE = 404
_NOT_ALLOWED = frozenset({400, 403})


class _History(msgspec.Struct, frozen=True, rename="camel"):
    size: int = 0
    total_size: int | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Clearing(Pages):
    """Questions to one server, over connections that stay open. Failures are PlexErrors."""

    async def watched(self, rating_key: int) -> bool:
        """Whether anybody, not the owner alone, ever watched an item or a part of it."""
        asked = {
            "metadataItemID": rating_key,
            "X-Plex-Container-Start": 0,
            "X-Plex-Container-Size": 1,
        }
        answer = await self._ask("/status/sessions/history/all", asked, "history")
        seen = self._understood(answer, _History)
        return bool(seen.size or seen.total_size)

    async def delete(self, rating_key: int) -> None:
        """Remove an item and its files; what is gone already is no failure.

        Raises PlexKeepsFilesError where the server does not allow it.
        """
        try:
            await self.client.send("DELETE", f"/library/metadata/{rating_key}", operation="delete")
        except OutsideAnswerError as answered:
            if answered.answered in _NOT_ALLOWED:
                raise PlexKeepsFilesError from answered
            if answered.answered != _GONE:
                raise self._refusal(answered.answered) from answered
