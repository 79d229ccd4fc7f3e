"""Killed at the worst moments, the client neither loses nor repeats."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, until


async def killed(appliance: StandIn, desk: Desk, where: str) -> None:
    """Run another client on the same folder, notify it, and kill it `where` that is said."""
    known = appliance.connections
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.desktop.live.client_child"),
        *(str(desk.folder), str(appliance.port), where),
        stdout=PIPE,
        cwd=Path(__file__).parents[3],
    )
    try:
        await until(lambda: appliance.connections > known)
        await appliance.tell("My cat")
        assert child.stdout is not None
        async with asyncio.timeout(60):
            while b"here" not in await child.stdout.readline():
                pass
    finally:
        child.kill()
        await child.wait()


async def begun(appliance: StandIn, desk: Desk) -> None:
    """A client that has been here before."""
    async with desk.live() as live:
        await until(lambda: live.listening)


@pytest.mark.parametrize(
    ("where", "raised", "showing"),
    [
        ("writing", ["Ready: My cat"], "shown"),
        # It may have been seen: it is not raised again, but marked in the list.
        ("showing", [], "refused"),
    ],
)
async def test_killed_between_the_event_and_the_alert(
    appliance: StandIn, desk: Desk, where: str, raised: list[str], showing: str
) -> None:
    await begun(appliance, desk)
    await killed(appliance, desk, where)

    async with desk.live() as live:
        await until(lambda: live.listening)
        await until(lambda: [kept.showing for kept in live.alerts.history] == [showing])
        history = live.alerts.history

    assert desk.titles == raised
    assert [kept.alert.title for kept in history] == ["Ready: My cat"]
