import asyncio
from typing import Any

import msgspec
import pytest
from tests.infra.events.stage import following, until_end, viewer

from medianest.infra.database import transaction
from medianest.infra.events import Audience, LiveEvents, Viewer, everyone, holders, people
from medianest.kit.ids import new_id

ME = viewer("downloads.manage")


class News(msgspec.Struct, rename="camel"):
    head_line: str


class ThoughtBetterError(Exception):
    pass


async def test_an_announcement_arrives_with_id_type_time_and_data(live: LiveEvents) -> None:
    async with live.subscribe(ME) as mine:
        await live.announce("news", News("it rains"), to=everyone())
        told = await following(mine)

    assert told.id is not None
    assert (told.type, told.data) == ("news", {"headLine": "it rains"})
    assert told.at.endswith("Z")


async def test_nothing_is_heard_of_a_transaction_that_is_rolled_back(live: LiveEvents) -> None:
    async def announce_and_think_better_of_it() -> None:
        async with transaction():
            await live.announce("never", {}, to=everyone())
            raise ThoughtBetterError

    async with live.subscribe(ME) as mine:
        with pytest.raises(ThoughtBetterError):
            await announce_and_think_better_of_it()
        await live.announce("then", {}, to=everyone())

        assert (await following(mine)).type == "then"


async def test_an_announcement_is_heard_only_after_its_commit(live: LiveEvents) -> None:
    async with live.subscribe(ME) as mine:
        async with transaction():
            await live.announce("news", {}, to=everyone())
            early = asyncio.ensure_future(anext(mine))  # noqa: TID251 - awaited below
            await asyncio.sleep(0.2)
            heard_inside = early.done()
        async with asyncio.timeout(60):
            await early

    assert not heard_inside


@pytest.mark.parametrize(
    ("audience", "heard"),
    [
        (people(ME.person), True),
        (people(new_id(), ME.person), True),
        (people(new_id()), False),
        (holders("downloads.manage"), True),
        (holders("jobs.manage"), False),
        (holders("jobs.manage") | people(ME.person), True),
        (holders("jobs.manage") | people(new_id()), False),
        (everyone(), True),
        (people(), False),
    ],
)
async def test_only_its_audience_hears_and_may_resume(
    live: LiveEvents, audience: Audience, *, heard: bool
) -> None:
    async with live.subscribe(ME) as mine:
        before = live.position
        await live.announce("secret", {}, to=audience)
        await live.announce("end", {}, to=everyone())
        first = await following(mine)
        missed = await live.since(before, ME)

    assert (first.type == "secret") is heard
    assert missed is not None
    assert len(missed) == (2 if heard else 1)


async def test_what_a_viewer_may_no_longer_see_is_no_longer_told(live: LiveEvents) -> None:
    async with live.subscribe(ME) as mine:
        mine.viewer = Viewer(person=ME.person, permissions=frozenset(), session=ME.session)
        await live.announce("secret", {}, to=holders("downloads.manage"))
        await live.announce("end", {}, to=everyone())

        assert (await following(mine)).type == "end"


async def test_a_revoked_session_is_told_and_ended_and_no_other(live: LiveEvents) -> None:
    elsewhere = Viewer(person=ME.person, permissions=frozenset(), session=new_id())
    revoked: dict[str, Any] = {"sessionId": ME.session, "personId": ME.person, "reason": "left"}
    async with live.subscribe(ME) as mine, live.subscribe(elsewhere) as other:
        await live.announce("session.revoked", revoked, to=people(ME.person))
        await live.announce("end", {}, to=everyone())

        assert [told.type for told in await until_end(mine)] == ["session.revoked"]
        assert (await following(other)).type == "end"


async def test_a_slow_reader_gets_a_gap_instead_of_everything(live: LiveEvents) -> None:
    async with live.subscribe(ME) as slow, live.subscribe(ME) as quick:
        for number in range(20):
            await live.announce("news", {"n": number}, to=everyone())
            await following(quick)
        await live.announce("last", {}, to=everyone())
        await following(quick)
        told = [await following(slow)]
        while told[-1].type != "last":
            told.append(await following(slow))

    assert told[0].type == "gap"
    assert len(told) <= 8


async def test_a_slow_reader_loses_progress_before_news(live: LiveEvents) -> None:
    async with live.subscribe(ME) as slow, live.subscribe(ME) as quick:
        await live.announce("first", {}, to=everyone())
        await following(quick)
        for number in range(20):
            await live.whisper("progress", {"n": number}, to=everyone())
            await following(quick)
        await live.announce("last", {}, to=everyone())
        await following(quick)
        told = [await following(slow)]
        while told[-1].type != "last":
            told.append(await following(slow))

    assert told[0].type == "first"
    assert "gap" not in {entry.type for entry in told}


async def test_subscriptions_end_when_the_program_stops(database: str) -> None:
    async with LiveEvents() as live, live.subscribe(ME) as mine:
        reading = asyncio.ensure_future(until_end(mine))  # noqa: TID251 - awaited below
        await asyncio.sleep(0)
        await live.__aexit__(None, None, None)

        assert await reading == []
