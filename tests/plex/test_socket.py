from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from structlog.testing import capture_logs
from tests.plex.moment import Corner
from tests.standins.plex import Entry, PlexStandIn
from tests.support.waiting import soon

from medianest.infra.database import execute, fetchval
from medianest.infra.events import Viewer
from medianest.kit.ids import new_id
from medianest.plex.live.listening import Listening

HOLDERS = """
    FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('plex.sockets:', 0)"""


@asynccontextmanager
async def listening(corner: Corner, server: PlexStandIn) -> AsyncIterator[Listening]:
    async with corner.moment.listening as running:
        await soon(lambda: bool(server.board.lines))
        yield running


def shelve(server: PlexStandIn) -> Entry:
    return server.shelves.add("movie", "New", 1)


async def test_what_the_server_has_finished_leads_to_one_sync(
    corner: Corner, server: PlexStandIn
) -> None:
    async with corner.working(), listening(corner, server):
        for _ in range(50):
            server.board.timeline(shelve(server), state=0)
            server.board.timeline(shelve(server), state=5)
        server.board.activity("Scanning")
        server.board.status()
        await soon(lambda: bool(corner.asked))

    assert corner.asked == ["plex"]


async def test_a_removed_item_is_looked_at_and_many_are_one_sync(
    corner: Corner, server: PlexStandIn
) -> None:
    gone = [shelve(server) for _ in range(30)]

    async with corner.working(), listening(corner, server):
        for entry in gone:
            server.board.timeline(entry, state=9)
        await soon(lambda: bool(corner.asked))

    assert corner.looked_at == [gone[0].key]
    assert corner.asked == ["plex"]


async def test_a_socket_that_is_cut_opens_again_and_what_was_missed_is_read(
    corner: Corner, server: PlexStandIn
) -> None:
    async with corner.working(), listening(corner, server):
        server.board.cut()
        await soon(lambda: server.board.opened > 1)
        await soon(lambda: corner.asked == ["plex"])


async def test_a_server_that_was_away_is_heard_again_and_missed_only_once_in_the_log(
    corner: Corner, server: PlexStandIn
) -> None:
    with capture_logs() as logged:
        async with corner.working(), listening(corner, server):
            asked = len(server.asked)
            server.stop()
            await soon(lambda: not server.board.lines)
            await soon(lambda: [one["event"] for one in logged].count("plex_socket_lost") > 2)
            server.start()
            await soon(lambda: bool(server.board.lines))
            server.board.timeline(shelve(server))
            await soon(lambda: bool(corner.asked))

    levels = [one["log_level"] for one in logged if one["event"] == "plex_socket_lost"]
    assert levels[0] == "warning"
    assert set(levels[1:]) == {"debug"}
    assert not [one for one in server.asked[asked:] if server.token in one.path]


async def test_what_makes_no_sense_does_not_end_the_conversation(
    corner: Corner, server: PlexStandIn
) -> None:
    async with corner.working(), listening(corner, server):
        for text in ("{", "[]", '{"NotificationContainer": 3}', '{"other": {}}', "\0"):
            server.board.raw(text)
        server.board.timeline(shelve(server))
        await soon(lambda: bool(corner.asked))

    assert server.board.opened == 1


async def test_a_refused_token_is_tried_again_when_it_was_changed(
    corner: Corner, server: PlexStandIn
) -> None:
    server.token = "another"
    async with corner.moment.listening:
        await soon(lambda: server.count("GET", "websockets") > 1)
        opened_before = server.board.opened
        await corner.plex.services.save("plex", url=server.url, secret="another")
        await soon(lambda: bool(server.board.lines))

    assert opened_before == 0


async def test_one_process_listens_and_another_takes_over_when_it_ends(
    corner: Corner, server: PlexStandIn
) -> None:
    second = Corner(corner.plex, corner.folder)
    async with listening(corner, server), second.moment.listening:
        await soon(_somebody_waits)
        opened_by_one = server.board.opened
        # The first one dies: its database connection goes, and its right with it.
        await execute(f"SELECT pg_terminate_backend(pid) {HOLDERS} AND granted")
        await soon(lambda: server.board.opened > opened_by_one)
        await soon(lambda: len(server.board.lines) == 1)
    await soon(lambda: not server.board.lines)

    assert opened_by_one == 1


async def test_those_who_may_see_it_hear_that_something_plays_and_no_title(
    corner: Corner, server: PlexStandIn
) -> None:
    film = shelve(server)
    viewer = Viewer(person=new_id(), session=new_id(), permissions=frozenset({"plex.read"}))
    async with corner.events, corner.events.subscribe(viewer) as heard, listening(corner, server):
        playing = server.play(film)
        playing.at = 10_000
        server.board.playing(playing)
        playing.state = "paused"
        server.board.playing(playing)
        frames = [await anext(heard), await anext(heard)]

    assert all(b'"plex.playing"' in frame for frame in frames)
    assert not [frame for frame in frames if film.title.encode() in frame]


async def _somebody_waits() -> bool:
    return bool(await fetchval(f"SELECT count(*) {HOLDERS} AND NOT granted"))
