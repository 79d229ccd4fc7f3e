"""What is being watched, on all servers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from medianest.kit.ages import allowed
from medianest.plex.errors import PlexError
from medianest.plex.gateway import RawSession
from medianest.plex.links import poster_url
from medianest.plex.live import queries
from medianest.plex.live.schemas import Playing
from medianest.plex.servers import Server, Servers

log = structlog.get_logger()

_AT_ONCE = 4
# A page that waits longer for one slow server would show nothing of the others.
_PATIENCE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class _Seen:
    playing: Playing
    min_age: int | None


@dataclass(slots=True)
class NowPlaying:
    """Asks every server; those who want to know at the same time share an answer."""

    servers: Servers
    _seen: list[_Seen] = field(default_factory=list)
    _rounds: int = 0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def visible_to(self, age_limit: int | None) -> list[Playing]:
        """What is being watched and may be seen at that age; servers that are down are left out."""
        begun = self._rounds
        async with self._asking:
            # Nobody is given an answer from before they asked: whoever was just told that something
            # began to play would look, see nothing, and look away.
            if self._rounds == begun:
                self._rounds += 1
                self._seen = await self._ask()
        return [one.playing for one in self._seen if allowed(one.min_age, age_limit)]

    async def _ask(self) -> list[_Seen]:
        servers, slots = await self.servers.every(), asyncio.Semaphore(_AT_ONCE)
        answers = await asyncio.gather(*(_sessions(server, slots) for server in servers))
        ids = await queries.server_ids()
        found = [
            (ids.get(server.service, server.service), session)
            for server, sessions in zip(servers, answers, strict=True)
            for session in sessions
        ]
        ages = await queries.min_ages([key for id_, one in found for key in _keys(id_, one)])
        return [_Seen(_shown(id_, one), _min_age(id_, one, ages)) for id_, one in found]


async def _sessions(server: Server, slots: asyncio.Semaphore) -> Sequence[RawSession]:
    try:
        async with slots, asyncio.timeout(_PATIENCE):
            return await server.live.sessions()
    except (PlexError, TimeoutError) as failure:
        log.debug("plex_sessions_unknown", service=server.service, reason=str(failure))
        return ()


def _shown(server: str, session: RawSession) -> Playing:
    is_episode = session.type == "episode"
    picture = session.grandparent_rating_key or session.rating_key
    length = max(session.duration, 0)
    return Playing(
        server=server,
        session_id=session.session_key,
        user=session.user.title,
        title=session.title,
        show=session.grandparent_title if is_episode else None,
        season=session.parent_index if is_episode else None,
        episode=session.index if is_episode else None,
        rating_key=str(session.rating_key),
        poster=poster_url(server, picture, session.grandparent_thumb or session.thumb),
        progress=min(max(session.view_offset / length, 0), 1) if length else 0,
        duration=length / 1000,
        position=session.view_offset / 1000,
        state=session.player.state,
        player=session.player.title or session.player.product,
        transcode=_is_converted(session),
        quality=_quality(session),
    )


def _keys(server: str, session: RawSession) -> list[queries.ItemKey]:
    """The item, and the show of an episode."""
    keys = (session.rating_key, session.grandparent_rating_key)
    return [(server, key) for key in keys if key is not None]


def _min_age(server: str, session: RawSession, ages: Mapping[queries.ItemKey, int]) -> int | None:
    known = [ages[key] for key in _keys(server, session) if key in ages]
    return max(known, default=None)


def _is_converted(session: RawSession) -> bool:
    return session.transcode is not None and session.transcode.video_decision == "transcode"


def _quality(session: RawSession) -> str | None:
    if session.transcode is not None and _is_converted(session) and session.transcode.height:
        return f"{session.transcode.height}p"
    if not session.media or not session.media[0].video_resolution:
        return None
    resolution = session.media[0].video_resolution
    return f"{resolution}p" if resolution.isdecimal() else resolution.upper()
