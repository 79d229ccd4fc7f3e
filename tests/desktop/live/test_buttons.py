"""What can be done about an alert, and what comes of it."""

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, until

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


async def test_what_cannot_come_is_not_offered_again(appliance: StandIn, desk: Desk) -> None:
    about = {"title": "Alien", "downloadId": "7", "retryable": False}
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Alien", **FAILED | {"params": about})
        await until(lambda: desk.alerts)

    assert [action.id for action in desk.alerts[0].actions] == ["open"]
