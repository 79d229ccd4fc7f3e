"""A socket on which nothing comes: asked about before it is believed, and believed soon."""

import time

import pytest
from tests.desktop.live.desk import QUICK, Desk
from tests.desktop.live.standin import StandIn, Wire, until

from medianest_desktop.live import Tempo
from medianest_desktop.live.face import Status
from medianest_desktop.live.listening import Pace


def tempo(*, quiet: float, pong: float = 0.2) -> Tempo:
    pace = Pace(hello=60.0, look=0.05, quiet=quiet, pong=pong, pause=0.02, longest_pause=0.05)
    return Tempo(pace=pace, rhythm=QUICK.rhythm, calm=QUICK.calm, tick=QUICK.tick)


@pytest.fixture
def watchful(desk: Desk) -> Desk:
    """Asks after a tenth of a second of silence."""
    desk.tempo = tempo(quiet=0.1)
    return desk


async def test_a_pong_is_enough_for_a_silence_to_mean_nothing(
    appliance: StandIn, desk: Desk, wire: Wire
) -> None:
    # A machine that is busy for a moment must not make the answer late.
    desk.tempo = tempo(quiet=0.1, pong=60.0)
    async with desk.live() as live:
        await until(lambda: live.listening and appliance.pings >= 4)

    assert (appliance.connections, wire.checks, wire.doubts) == (1, 0, 0)


async def test_a_dead_line_is_told_without_the_network_saying_a_word(
    appliance: StandIn, watchful: Desk, wire: Wire
) -> None:
    async with watchful.live() as live:
        await until(lambda: live.listening)
        # A busy machine may have made one pong late before.
        before = wire.checks
        appliance.deaf, wire.there = True, False
        await until(lambda: live.face.status is Status.OFFLINE)

    assert 1 <= wire.checks <= before + 1
    assert wire.state == "searching"


async def test_a_busy_appliance_that_answers_late_is_never_said_to_be_gone(
    appliance: StandIn, watchful: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for what has been sent to be read, also on a busy machine.
    watchful.tempo = tempo(quiet=0.1, pong=1.0)
    checked = 0

    async def answers() -> bool:
        nonlocal checked
        checked += 1
        appliance.deaf = False
        await appliance.whisper("pong", {})
        return True

    monkeypatch.setattr(wire, "answers", answers)
    async with watchful.live() as live:
        await until(lambda: live.listening)
        before = len(watchful.faces)
        appliance.deaf = True
        await until(lambda: checked and appliance.pings >= 3)
        shown = {face.status for face in watchful.faces[before:]}

    assert shown <= {Status.OK}
    assert (appliance.connections, wire.doubts) == (1, 0)


async def test_a_socket_alone_that_leads_nowhere_is_opened_anew(
    appliance: StandIn, watchful: Desk, wire: Wire
) -> None:
    async with watchful.live() as live:
        await until(lambda: live.listening)
        appliance.deaf = True
        await until(lambda: appliance.connections == 2)

    assert wire.state == "connected"


@pytest.mark.parametrize("shift", [3600.0, -3600.0], ids=["slept", "set_back"])
async def test_silence_is_measured_through_sleep_and_a_clock_that_is_set_back(
    appliance: StandIn, desk: Desk, shift: float
) -> None:
    desk.tempo = tempo(quiet=60.0 if shift > 0 else 0.1)
    shifted = 0.0
    async with desk.live() as live:
        live._socket._clock = lambda: time.time() + shifted
        await until(lambda: live.listening)

        shifted, appliance.deaf = shift, True

        await until(lambda: appliance.connections == 2)
