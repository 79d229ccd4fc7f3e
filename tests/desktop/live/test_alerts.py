"""Which alerts are raised, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.desktop.live.desk import QUICK, Desk
from tests.desktop.live.standin import StandIn, Wire, until

from medianest_desktop.live.alerts.bursts import Rhythm
from medianest_desktop.settings import QuietHours


async def test_a_switch_silences_its_kinds_altogether(appliance: StandIn, desk: Desk) -> None:
    desk.settings.change_alerts(kinds={"ready": False, "request.available": True})
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Off")
        await appliance.tell("On", kind="request.available")
        await until(lambda: desk.alerts)

        assert len(live.alerts.history) == 1
    assert desk.titles == ["Ready: On"]


async def test_in_quiet_hours_alerts_are_listed_and_not_raised(
    appliance: StandIn, desk: Desk
) -> None:
    desk.settings.change_alerts(quiet_hours=QuietHours(on=True, start="22:00", end="07:00"))
    desk.at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("At night")
        await until(lambda: live.alerts.history)
        desk.at += timedelta(hours=8)
        await appliance.tell("In the morning")
        await until(lambda: desk.alerts)

        assert [kept.showing for kept in live.alerts.history][1] == "silent"
    assert desk.titles == ["Ready: In the morning"]


async def test_a_pause_ends_by_itself(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        live.pause("1h")
        await appliance.tell("Paused")
        await until(lambda: live.alerts.history)
        paused = "Alerts are paused until 13:00"
        await until(lambda: paused in desk.labels())
        desk.at += timedelta(minutes=61)
        await until(lambda: "Pause alerts" in desk.labels())
        await appliance.tell("After")
        await until(lambda: desk.alerts)

    assert desk.titles == ["Ready: After"]


async def test_a_burst_is_three_alerts_and_one_for_the_rest(appliance: StandIn, desk: Desk) -> None:
    # Longer than a slow machine takes between two of them.
    desk.tempo = replace(QUICK, rhythm=Rhythm(lull=2.0, longest=30.0))
    async with desk.live() as live:
        await until(lambda: live.listening)
        for number in range(40):
            await appliance.tell(f"Film {number}")
        await until(lambda: len(desk.alerts) == 4)
        await live.alerts.pressed(desk.alerts[3].id, "")

        # What became of each is noted a moment after it was raised.
        await until(
            lambda: all(kept.seen and kept.showing == "shown" for kept in live.alerts.history)
        )
    assert desk.titles == ["Ready: Film 0", "Ready: Film 1", "Ready: Film 2", "37 new alerts"]
    assert desk.pages == ["/notifications"]


async def test_what_was_read_elsewhere_meanwhile_is_not_raised(
    appliance: StandIn, desk: Desk
) -> None:
    # Longer than a slow machine takes between the news and its having been read.
    desk.tempo = replace(QUICK, rhythm=Rhythm(lull=2.0, longest=30.0))
    async with desk.live() as live:
        await until(lambda: live.listening)
    read = await appliance.tell("Read")
    await appliance.tell("Unread")
    await appliance.announce("notification.read", {"id": read["id"], "unread": 1})

    async with desk.live() as live:
        await until(lambda: desk.alerts)
        seen = {kept.alert.title: kept.seen for kept in live.alerts.history}

    assert desk.titles == ["Ready: Unread"]
    assert seen == {"Ready: Read": True, "Ready: Unread": False}


async def test_what_the_system_refused_is_marked_in_the_menu(
    appliance: StandIn, desk: Desk
) -> None:
    desk.takes_alerts = False
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell()
        await until(lambda: desk.faces[-1].status == "attention")
        reason = desk.faces[-1].reason
        assert "Recent alerts (1 new)" in desk.labels()

        live.alerts.looked()
        await until(lambda: desk.faces[-1].status == "ok")

    assert reason == "An alert could not be shown. It is in the list."


async def test_ten_thousand_events_leave_no_more_than_a_few(
    appliance: StandIn, desk: Desk, wire: Wire
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        for number in range(10_000):
            frame = {"id": f"d{number}", "state": "downloading", "percent": 1.0, "url": "u"}
            await appliance.whisper("download.updated", frame)
        for number in range(600):
            await appliance.whisper("notification", appliance.notification(f"Film {number}"))
        await until(lambda: live.alerts.history and "599" in live.alerts.history[0].alert.title)

        hearing = live._hearing
        assert len(live.alerts.history) == 50
        assert len(hearing.downloads.listed) <= 200
        assert len(hearing.downloads._touched) <= 200
        assert len(live._memory._told) == 500
