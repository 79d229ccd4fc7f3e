"""What the inbox adds where the socket cannot repeat what was missed."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.desktop.live.desk import QUICK, Desk
from tests.desktop.live.standin import START, StandIn, Wire, paired_with, until

from medianest_desktop.live import Status
from medianest_desktop.live.alerts.bursts import Rhythm

MINUTE = timedelta(minutes=1)


async def test_what_was_there_before_this_computer_is_no_news(
    appliance: StandIn, desk: Desk
) -> None:
    await appliance.tell("Old", createdAt=(START - MINUTE).isoformat())

    async with desk.live() as live:
        await until(lambda: live.listening)
        appliance.cut()
        await until(lambda: appliance.resumes)
        await appliance.tell("New")
        await until(lambda: desk.alerts)

    assert desk.titles == ["Ready: New"]


async def test_what_happened_between_pairing_and_the_first_greeting_is_told(
    appliance: StandIn, desk: Desk
) -> None:
    # Paired, and the lid was closed; and the two do not agree what time it is.
    paired_at = START + 180 * MINUTE
    await appliance.tell("Before", createdAt=(paired_at - MINUTE).isoformat())
    await appliance.tell("Asleep", createdAt=(paired_at + 30 * MINUTE).isoformat())
    appliance.at, desk.at = paired_at + 60 * MINUTE, START + 60 * MINUTE

    async with desk.live() as live:
        await until(lambda: live.listening)
        await until(lambda: desk.alerts)
        appliance.cut()
        await until(lambda: appliance.connections == 2 and live.listening)

    assert desk.titles == ["Ready: Asleep"]
    assert appliance.resumes == [str(appliance.position)]


async def test_nothing_is_well_while_the_inbox_is_still_being_read(
    appliance: StandIn, desk: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
    appliance.forgets = True
    ask, asked, read = wire.request, asyncio.Event(), asyncio.Event()

    async def slow(method: str, path: str, **more: Any) -> Any:
        if path.endswith("/notifications"):
            asked.set()
            await read.wait()
        return await ask(method, path, **more)

    monkeypatch.setattr(wire, "request", slow)

    async with desk.live() as live:
        await asked.wait()
        assert "waiting for its news" in live.face.reason
        read.set()
        await until(lambda: live.face.status is Status.OK)


async def test_another_appliance_begins_anew(appliance: StandIn, desk: Desk, wire: Wire) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell()
        await until(lambda: live.alerts.history)
    wire.paired = paired_with("b2")
    appliance.inbox.clear()

    async with desk.live() as live:
        await until(lambda: live.listening)

        assert live.alerts.history == ()
    assert appliance.resumes == []


async def test_a_gap_is_filled_from_the_inbox(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Known")
        await until(lambda: desk.alerts)
    appliance.forgets = True
    for number in range(150):
        await appliance.tell(f"Film {number}")
    appliance.inbox[0]["readAt"] = START.isoformat()
    # Longer than a slow machine takes to fetch them all.
    desk.tempo = replace(QUICK, rhythm=Rhythm(lull=1.0, longest=30.0))

    async with desk.live() as live:
        await until(lambda: len(desk.alerts) == 2)
        appliance.forgets = False
        appliance.cut()
        await until(lambda: appliance.connections == 3 and live.listening)

    # 150 less the one that was read in the dashboard meanwhile.
    assert desk.titles == ["Ready: Known", "149 new alerts"]
    assert appliance.resumes[-1] == str(appliance.position)
