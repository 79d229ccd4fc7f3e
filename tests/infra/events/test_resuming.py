import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from tests.infra.events.stage import following, read, viewer

from medianest.infra.database import connected, connection, execute, fetchval
from medianest.infra.events import LiveEvents, everyone
from medianest.infra.postgres import embedded
from medianest.infra.schema.run import migrate

ME = viewer()


async def last_id(live: LiveEvents) -> str:
    """Announce something, and answer its id."""
    async with live.subscribe(ME) as mine:
        await live.announce("first", {}, to=everyone())
        told = await following(mine)
    assert told.id is not None
    return told.id


async def test_what_was_missed_comes_in_order(live: LiveEvents) -> None:
    last = await last_id(live)
    for number in range(5):
        await live.announce("news", {"n": number}, to=everyone())

    missed = await live.since(last, ME)

    assert missed is not None
    assert [read(frame).data for frame in missed] == [{"n": number} for number in range(5)]


async def test_a_subscription_goes_on_where_another_ended(live: LiveEvents) -> None:
    last = await last_id(live)
    await live.announce("missed", {}, to=everyone())
    async with live.subscribe(ME) as other:
        await live.announce("missed too", {}, to=everyone())
        await following(other)

    async with live.subscribe(ME, after=last) as mine:
        await live.announce("live", {}, to=everyone())
        told = [(await following(mine)).type for _ in range(3)]

    assert told == ["missed", "missed too", "live"]


async def test_a_commit_that_came_late_is_not_skipped(live: LiveEvents) -> None:
    last = await last_id(live)
    async with connection() as early, connection() as late:
        slow = early.transaction()
        await slow.start()
        await early.execute(
            "INSERT INTO events (type, at, data, everyone) VALUES ('slow', now(), '{}', true)"
        )
        await late.execute(
            "INSERT INTO events (type, at, data, everyone) VALUES ('quick', now(), '{}', true)"
        )
        async with live.subscribe(ME, after=last) as mine:
            quick = await following(mine)
        await slow.commit()
    assert quick.id is not None

    missed = await live.since(quick.id, ME)

    assert missed is not None
    assert [read(frame).type for frame in missed] == ["slow"]


async def test_two_hundred_concurrent_commits_arrive_once_each_and_in_order(
    database: str,
) -> None:
    async def announce(number: int) -> None:
        await live.announce("news", {"n": number}, to=everyone())

    async with LiveEvents() as live, live.subscribe(ME) as mine:
        await asyncio.gather(*(announce(number) for number in range(200)))
        told = [await following(mine) for _ in range(200)]

    ids = [int(entry.id or 0) for entry in told]
    assert ids == sorted(set(ids))
    assert sorted(entry.data["n"] for entry in told) == list(range(200))


@pytest.mark.parametrize("strange", ["", "yesterday", "-1", "99999", "1.5", "²"])
async def test_an_id_that_cannot_be_is_a_gap(live: LiveEvents, strange: str) -> None:
    await last_id(live)

    assert await live.since(strange, ME) is None


async def test_what_is_forgotten_is_a_gap(live: LiveEvents) -> None:
    last = await last_id(live)
    await live.announce("forgotten", {}, to=everyone())
    await execute("UPDATE events SET at = at - $1::interval", timedelta(hours=25))

    assert await live.prune() == 2
    assert await live.since(last, ME) is None
    async with live.subscribe(ME, after=last) as mine:
        assert (await following(mine)).type == "gap"


async def test_having_missed_nothing_is_no_gap_though_all_is_forgotten(live: LiveEvents) -> None:
    last = await last_id(live)
    await execute("UPDATE events SET at = at - $1::interval", timedelta(hours=25))
    await live.prune()

    assert await live.since(last, ME) == []


async def test_a_client_that_never_heard_anything_resumes_from_the_position(
    live: LiveEvents,
) -> None:
    async with live.subscribe(ME):
        position = live.position
    await live.announce("news", {}, to=everyone())

    missed = await live.since(position, ME)

    assert missed is not None
    assert len(missed) == 1


async def test_nothing_is_missed_while_the_listening_connection_is_cut(live: LiveEvents) -> None:
    async with live.subscribe(ME) as mine:
        await execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE '%FROM events%'
              AND pid <> pg_backend_pid()
            """
        )
        await live.announce("while away", {}, to=everyone())

        assert (await following(mine)).type == "while away"


async def test_nothing_is_missed_over_the_death_of_the_postmaster(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, database="template") as server,
        connected(server.dsn, most=3),
    ):
        await migrate(("jobs", "events"))
        async with LiveEvents() as live, live.subscribe(ME) as mine:
            await live.announce("before", {}, to=everyone())
            before = await following(mine)
            os.kill(postmaster_of(tmp_path), signal.SIGKILL)
            await until_back()
            await live.announce("after", {}, to=everyone())
            after = await following(mine)

    assert (before.type, after.type) == ("before", "after")


def postmaster_of(folder: Path) -> int:
    [pid_file] = folder.rglob("postmaster.pid")
    return int(pid_file.read_text().split()[0])


async def until_back() -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await fetchval("SELECT 1")
            except Exception:  # noqa: BLE001 - it says so in many ways while it is away
                await asyncio.sleep(0.1)
            else:
                return
