"""Whatever breaks, everything is told once."""

import asyncio
from dataclasses import replace

from structlog.testing import capture_logs
from tests.desktop.live.desk import QUICK, Desk
from tests.desktop.live.standin import StandIn, Wire, until

from medianest_desktop.live import Status, Tempo
from medianest_desktop.live.alerts.bursts import Rhythm
from medianest_desktop.live.listening import Pace


async def test_an_appliance_that_takes_the_call_and_says_nothing_is_called_again(
    appliance: StandIn, desk: Desk
) -> None:
    desk.tempo = Tempo(pace=Pace(hello=0.1, pause=0.02, longest_pause=0.05))
    appliance.speechless = True
    async with desk.live() as live:
        await until(lambda: appliance.connections == 2)
        appliance.speechless = False

        await until(lambda: live.listening)


async def test_two_hundred_events_while_away_arrive_once(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
    for number in range(200):
        await appliance.tell(f"Film {number}")
    # Longer than a slow machine takes to fetch them all.
    desk.tempo = replace(QUICK, rhythm=Rhythm(lull=1.0, longest=30.0))

    async with desk.live() as live:
        await until(lambda: desk.alerts)
        history = [kept.alert.title for kept in live.alerts.history]
    async with desk.live() as live:
        await until(lambda: live.listening)

    assert desk.titles == ["200 new alerts"]
    assert "Film 199" in desk.alerts[0].body
    assert history == [f"Ready: Film {number}" for number in range(199, 149, -1)]


async def test_what_comes_again_is_told_once(appliance: StandIn, desk: Desk) -> None:
    appliance.repeats = 50
    desk.settings.change_alerts(grouped=False)
    async with desk.live() as live:
        await until(lambda: live.listening)
        for number in range(3):
            await appliance.tell(f"Film {number}")
            appliance.cut()
            await until(lambda number=number: appliance.connections == number + 2)
        await until(lambda: len(live.alerts.history) == 3)
        await appliance.tell("Last")
        await until(lambda: len(desk.alerts) == 4)

    assert sorted(desk.titles) == [
        "Ready: Film 0",
        "Ready: Film 1",
        "Ready: Film 2",
        "Ready: Last",
    ]


async def test_twenty_restarts_lose_and_repeat_nothing(appliance: StandIn, desk: Desk) -> None:
    desk.settings.change_alerts(grouped=False)
    async with desk.live() as live:
        for number in range(20):
            await until(lambda: live.listening)
            await appliance.tell(f"Before {number}")
            await appliance.stop()
            await until(lambda: not live.listening)
            await appliance.tell(f"While away {number}")
            await appliance.start()
        await until(lambda: len(desk.alerts) == 40)

    told = {f"Ready: {when} {n}" for n in range(20) for when in ("Before", "While away")}
    assert len(desk.titles) == 40
    assert set(desk.titles) == told


async def test_an_event_ahead_of_what_was_missed_does_not_move_the_position(
    appliance: StandIn, desk: Desk
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
    missed = await appliance.tell("Missed")
    asleep = asyncio.Event()
    resume = appliance._resume

    async def late(socket: object, last: str) -> None:
        appliance.resumes.append(last)
        await appliance.tell("Ahead")
        await asleep.wait()

    appliance._resume = late  # type: ignore[method-assign]  # the fault is set up where it happens

    async with desk.live() as live:
        await until(lambda: desk.alerts)
        assert live.face.status is Status.OFFLINE
        appliance._resume = resume  # type: ignore[method-assign]  # and mended
        appliance.cut()
        await until(lambda: len(desk.alerts) == 2)

    assert desk.titles == ["Ready: Ahead", missed["title"]]


async def test_what_was_heard_and_not_kept_is_asked_for_again(
    appliance: StandIn, desk: Desk
) -> None:
    read = {"id": "n", "unread": 0}
    async with desk.live() as live:
        await until(lambda: live.listening and live._memory.position)
        save = live._memory.save
        live._memory.save = asyncio.Event().wait  # type: ignore[method-assign, assignment]  # stuck
        live._hearing._ready.clear()
        await appliance.tell("First")
        await appliance.announce("notification.read", read)
        await appliance.tell("Second")
        await until(lambda: len(live._hearing._waiting) == 3)
        live._hearing._ready.set()
        await until(lambda: live.alerts.history)
        live._memory.save = save  # type: ignore[method-assign]  # mended

    async with desk.live() as live:
        await until(lambda: len(live.alerts.history) == 2)


async def test_a_revoked_session_is_doubted_at_once(
    appliance: StandIn, desk: Desk, wire: Wire
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        wire.state = "signed_out"
        await appliance.whisper("session.revoked", {"sessionId": "s"})

        await until(lambda: wire.doubts)
        wire.become("signed_out", "signed_out")
        await until(lambda: desk.faces[-1].status is Status.ATTENTION)


async def test_a_refused_socket_does_not_write_the_token_down(
    appliance: StandIn, desk: Desk
) -> None:
    appliance.locked_out = True
    with capture_logs() as written:
        async with desk.live():
            await until(lambda: appliance.connections == 2)

    assert "403" in written[0]["reason"]
    assert "mnd_x" not in str(written)
