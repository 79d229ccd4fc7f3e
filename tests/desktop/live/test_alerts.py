"""Which alerts are raised, when, and what their buttons do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.desktop.live.desk import QUICK, Desk
from tests.desktop.live.standin import StandIn, Wire, until

from medianest_desktop.i18n import Words
from medianest_desktop.live.alerts.bursts import Rhythm
from medianest_desktop.settings import QuietHours

ASKED = {"kind": "request.created", "link": "/requests/5", "params": {"requestId": "5"}}
FAILED = {"kind": "download.failed", "level": "error"}


async def test_an_alert_says_what_can_be_done(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("My cat")
        await appliance.tell("Alien", **ASKED)
        await appliance.tell("Broken", **FAILED)
        await until(lambda: len(desk.alerts) == 3)

    offered = [[action.id for action in alert.actions] for alert in desk.alerts]
    assert offered == [["watch", "open"], ["approve", "decline", "open"], ["retry", "open"]]


async def test_who_may_not_decide_is_not_asked_to(appliance: StandIn, desk: Desk) -> None:
    appliance.permissions = []
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Alien", **ASKED)
        await until(lambda: desk.alerts)

    assert [action.id for action in desk.alerts[0].actions] == ["open"]
    assert ("GET", "/services/status") not in appliance.asked


@pytest.mark.parametrize(
    ("notice", "action", "path"),
    [
        (ASKED, "approve", "/media/requests/5/approve"),
        (ASKED, "decline", "/media/requests/5/decline"),
        (ASKED | {"kind": "request.failed"}, "retry", "/media/requests/5/retry"),
        (FAILED, "retry", "/youtube/downloads/7/retry"),
    ],
)
async def test_a_button_does_it_once_and_is_gone(
    appliance: StandIn, desk: Desk, notice: dict[str, object], action: str, path: str
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        told = await appliance.tell("Alien", **notice)
        await until(lambda: desk.alerts)

        await live.alerts.pressed(told["id"], action)
        await live.alerts.pressed(told["id"], action)
        [kept] = live.alerts.history

    assert appliance.asked.count(("POST", path)) == 1
    assert ("POST", f"/notifications/{told['id']}/read") in appliance.asked
    assert (kept.done, kept.seen) == (action, True)
    assert [one.id for one in kept.alert.actions] == ["open"]


async def test_a_button_that_did_not_work_says_why(appliance: StandIn, desk: Desk) -> None:
    appliance.refuses["/media/requests/5/approve"] = (409, "Anna was faster.")
    async with desk.live() as live:
        await until(lambda: live.listening)
        told = await appliance.tell("Alien", **ASKED)
        await until(lambda: desk.alerts)

        await live.alerts.pressed(told["id"], "approve")
        answer = desk.alerts[1]
        await live.alerts.pressed(answer.id, "")

        assert live.alerts.history[0].done == ""
    assert answer.body == "Anna was faster."
    assert desk.pages == ["/requests/5"]


async def test_a_click_opens_its_page(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        told = await appliance.tell()
        await until(lambda: desk.alerts)

        await live.alerts.pressed(told["id"], "")
        await live.alerts.pressed(told["id"], "watch")
        await live.alerts.pressed("burst:long-forgotten", "open")

    assert desk.pages == ["/downloads/7", "/notifications"]
    assert desk.outside == ["https://app.plex.tv/x"]


async def test_only_web_addresses_are_handed_to_the_system(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        told = await appliance.tell(params={"plexUrl": "file:///etc/passwd"})
        await until(lambda: desk.alerts)

        await live.alerts.pressed(told["id"], "watch")

    assert desk.outside == []


async def test_what_somebody_else_decided_asks_nobody_any_more(
    appliance: StandIn, desk: Desk
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Alien", **ASKED)
        await until(lambda: desk.alerts)

        await appliance.announce("request.updated", {"id": "5", "state": "approved"})

        await until(lambda: len(live.alerts.history[0].alert.actions) == 1)


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
    desk.tempo = replace(QUICK, rhythm=Rhythm(lull=1.0, longest=30.0))
    async with desk.live() as live:
        await until(lambda: live.listening)
        for number in range(40):
            await appliance.tell(f"Film {number}")
        await until(lambda: len(desk.alerts) == 4)
        await live.alerts.pressed(desk.alerts[3].id, "")

        assert all(kept.seen and kept.showing == "shown" for kept in live.alerts.history)
    assert desk.titles == ["Ready: Film 0", "Ready: Film 1", "Ready: Film 2", "37 new alerts"]
    assert desk.pages == ["/notifications"]


async def test_what_was_read_elsewhere_meanwhile_is_not_raised(
    appliance: StandIn, desk: Desk
) -> None:
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


async def test_german_is_spoken_where_the_catalogue_knows_the_kind(
    appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Die Katze")
        await appliance.tell("Tea", kind="tea.ready", body="is ready {now}")
        await until(lambda: len(desk.alerts) == 2)

    said = [(alert.title, alert.body) for alert in desk.alerts]
    assert said == [
        ("Bereit: Die Katze", "„Die Katze“ ist angekommen."),
        ("Ready: Tea", "is ready {now}"),
    ]


@pytest.mark.parametrize(("asker", "shown"), [("Mia", "Mia"), ("", "Jemand")])
async def test_who_asks_is_named_in_german_too(
    asker: str, shown: str, appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Alien", **ASKED | {"params": {"title": "Alien", "asker": asker}})
        await until(lambda: desk.alerts)

    assert desk.alerts[0].body == f"{shown} wünscht sich „Alien“."


async def test_a_pasted_link_is_submitted_and_its_fate_told(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await live.paste("look: <https://tube.example/watch?v=1>, good!")
        appliance.refuses["/youtube/downloads"] = (409, "It is there already.")
        await live.paste("https://tube.example/watch?v=1")
        await live.paste("no link at all")

    assert appliance.asked.count(("POST", "/youtube/downloads")) == 2
    assert [(alert.title, alert.link) for alert in desk.alerts] == [
        ("The link was taken", "/downloads/9"),
        ("This link is there already", "/downloads"),
        ("There is no link in the clipboard", "/downloads"),
    ]


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


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "//evil.example", "/\\evil.example", "file:///etc/passwd", "/\ta"],
)
async def test_a_link_that_leaves_the_dashboard_leads_to_the_inbox(
    appliance: StandIn, desk: Desk, link: str
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell(link=link)
        await until(lambda: desk.alerts)

    assert desk.alerts[0].link == "/notifications"
