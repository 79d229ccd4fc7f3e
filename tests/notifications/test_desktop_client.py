"""The desktop client hears the real server: what is told arrives once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import Wire, paired_with, until
from tests.notifications.house import House, Inhabitant

from medianest.infra.database import execute


@asynccontextmanager
async def at_desk(folder: Path, port: int, who: Inhabitant) -> AsyncIterator[Desk]:
    """The client of `who`."""
    async with aiohttp.ClientSession() as session:
        wire = Wire(port, session, paired_with())
        wire.headers = who.headers
        yield Desk(folder, wire)


async def told(house: House, who: Inhabitant, *, many: int, about: str) -> None:
    for number in range(many):
        await house.tell(who, cause=f"{about} {number}")


@pytest.mark.parametrize("forgotten", [False, True])
async def test_two_hundred_events_while_the_desktop_is_away_arrive_once(
    house: House, olga: Inhabitant, tmp_path: Path, *, forgotten: bool
) -> None:
    async with house.serving() as port, at_desk(tmp_path, port, olga) as desk:
        async with desk.live() as live:
            await until(lambda: live.listening)
            await told(house, olga, many=1, about="Before")
            await until(lambda: desk.alerts)
        await told(house, olga, many=200, about="Away")
        if forgotten:
            # The server then says `gap`, and the inbox has them.
            await execute("DELETE FROM events WHERE seq < (SELECT max(seq) FROM events)")

        async with desk.live() as live:
            await until(lambda: len(desk.alerts) == 2)
            await told(house, olga, many=1, about="After")
            await until(lambda: len(desk.alerts) == 3)
        async with desk.live() as live:
            await until(lambda: live.listening)

    assert desk.titles == ["About Before 0", "200 new alerts", "About After 0"]


async def test_the_desktop_looks_again_when_its_session_is_revoked(
    house: House, olga: Inhabitant, tmp_path: Path
) -> None:
    async with (
        house.serving() as port,
        at_desk(tmp_path, port, olga) as desk,
        desk.live() as live,
    ):
        await until(lambda: live.listening)

        await house.revoke(olga)

        await until(lambda: desk.wire.doubts and not live.listening)
