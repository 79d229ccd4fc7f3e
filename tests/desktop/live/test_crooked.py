"""Nothing that comes over the socket, however crooked, ends the listening."""

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, until

DEEP = "[" * 100_000 + "]" * 100_000


async def test_a_frame_that_nobody_understands_ends_nothing(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.announce("notification", {"unheard": "of"})
        await appliance.announce("tea.ready", {"cups": 2})
        await appliance.tell("After")
        await until(lambda: desk.alerts)

    assert appliance.connections == 1


@pytest.mark.parametrize(
    "frame",
    [
        f'{{"type": "notification", "at": "2026-11-21T12:00:00Z", "data": {DEEP}}}',
        '{"type": "x", "at": "2026-11-21T12:00:00"}',
        '{"type": "x", "at": "0001-01-01T00:00:00Z", "id": "1001"}',
        f'{{"type": "x", "at": "2026-11-21T12:00:00Z", "id": "{"9" * 5000}"}}',
        '{"type": "hello", "at": "9999-12-31T23:59:59Z", "data": {"lastId": "1"}}',
        b'{"type": "\xff", "at": "2026-11-21T12:00:00Z"}',
        "\0" * 1_000_000,
    ],
    ids=["depth", "zone", "year", "digits", "late", "letters", "length"],
)
async def test_no_frame_however_crooked_ends_the_listening(
    appliance: StandIn, desk: Desk, frame: str | bytes
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.say(frame)
        await until(lambda: appliance.connections == 2)
        await until(lambda: live.listening)
        await appliance.tell("Cat")
        await until(lambda: desk.alerts)

    assert desk.titles == ["Ready: Cat"]


async def test_no_notification_however_crooked_silences_the_next(
    appliance: StandIn, desk: Desk
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Years", createdAt="9999-12-31T23:59:59Z")
        await appliance.tell("Zone", createdAt="2026-11-21T12:00:00")
        await appliance.tell("Numbers", params={"count": True, "title": 7})
        await appliance.tell("Cat")
        await until(lambda: "Ready: Cat" in desk.titles)

    assert desk.titles == ["Ready:", "Ready: Cat"]
