"""The tray tells the truth, and does not flicker."""

import asyncio
from dataclasses import replace

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, Wire, until

from medianest_desktop.i18n import LANGUAGES, Words
from medianest_desktop.live import Entry, Face, Status
from medianest_desktop.live.settling import Calm, Settling
from medianest_desktop.live.standing import View, stand

WELL = View(
    name="Living room",
    state="connected",
    why="",
    listening=True,
    broken=(),
    refused=0,
    running=0,
)


def seen(**other: object) -> tuple[Status, str]:
    facts = {name: getattr(WELL, name) for name in View.__slots__}
    return stand(View(**facts | other), Words.of("en"))


@pytest.mark.parametrize(
    ("other", "status", "reason"),
    [
        ({}, "ok", "Living room: all is well."),
        ({"running": 1}, "busy", "A download is running."),
        ({"running": 2}, "busy", "2 downloads are running."),
        ({"broken": ["plex"], "running": 2}, "attention", "Plex does not answer."),
        ({"broken": ["tmdb", "plex"]}, "attention", "Plex and TMDB do not answer."),
        ({"refused": 2}, "attention", "2 alerts could not be shown. They are in the list."),
        ({"listening": False}, "offline", "Connected to Living room, waiting for its news."),
        ({"state": "searching", "why": "looking"}, "offline", "Looking for Living room."),
        ({"state": "starting", "why": "starting"}, "offline", "Living room is starting."),
        ({"state": "unpaired"}, "attention", "Not connected to an appliance yet."),
    ],
)
def test_the_status_has_a_reason_in_words(
    other: dict[str, object], status: str, reason: str
) -> None:
    assert seen(**other) == (Status(status), reason)


@pytest.mark.parametrize("state", ["signed_out", "identity_changed", "too_old", "starting"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_sentence(state: str, language: str) -> None:
    facts = {name: getattr(WELL, name) for name in View.__slots__}

    _, reason = stand(View(**facts | {"state": state}), Words.of(language))

    assert "Living room" in reason


async def test_downloads_come_and_go_with_their_progress(appliance: StandIn, desk: Desk) -> None:
    appliance.active = [{"id": "1", "state": "queued", "title": "Waiting", "url": "u"}]
    async with desk.live() as live:
        await until(lambda: live.listening)
        now = {"id": "2", "state": "downloading", "title": "A cat\nfilm", "url": "u"}
        await appliance.announce("download.updated", now)
        moving = {"id": "2", "state": "downloading", "percent": 45.6, "eta": 130.0}
        await appliance.whisper("download.progress", moving)
        await until(lambda: "Downloads (2)" in desk.labels())
        menu = next(e for e in desk.faces[-1].entries if e.label == "Downloads (2)")
        await appliance.announce("download.finished", {"id": "2", "state": "available"})
        await appliance.announce("download.removed", {"id": "1"})
        await until(lambda: "No downloads" in desk.labels())

    assert [(e.label, e.command) for e in menu.entries[:2]] == [
        ("Waiting: waiting", "open:/downloads/1"),
        ("A cat film: 45 %, 2 min left", "open:/downloads/2"),
    ]
    assert Status.BUSY in {face.status for face in desk.faces}


async def test_a_service_that_is_down_asks_for_attention(appliance: StandIn, desk: Desk) -> None:
    appliance.services = [{"name": "plex", "status": {"state": "down"}}]
    async with desk.live():
        await until(lambda: desk.faces[-1].status is Status.ATTENTION)
        await appliance.announce("service.status", {"name": "plex", "status": {"state": "ok"}})
        await until(lambda: desk.faces[-1].status is Status.OK)


async def test_offline_nothing_is_claimed_to_run(
    appliance: StandIn, desk: Desk, wire: Wire
) -> None:
    appliance.active = [{"id": "1", "state": "downloading", "title": "Film", "url": "u"}]
    async with desk.live():
        await until(lambda: desk.faces[-1].status is Status.BUSY)
        wire.become("searching", "looking")
        await appliance.stop()
        await until(lambda: desk.faces[-1].status is Status.OFFLINE)

    assert "No downloads" in desk.labels()
    paste = next(e for e in desk.faces[-1].entries if e.command == "paste")
    assert not paste.enabled


async def test_an_alert_in_the_menu_has_its_buttons(appliance: StandIn, desk: Desk) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        told = await appliance.tell()
        await until(lambda: "Recent alerts (1 new)" in desk.labels())
    menu = next(e for e in desk.faces[-1].entries if e.label == "Recent alerts (1 new)")

    assert menu.entries[0] == Entry(
        "12:00  ● Ready: My cat",
        entries=(
            Entry("Watch in Plex", f"alert:{told['id']}:watch"),
            Entry("Open", f"alert:{told['id']}:open"),
        ),
    )


class Tray:
    """Shows what settles."""

    def __init__(self) -> None:
        self.status = Status.OK
        self.note = ""
        self.shown: list[str] = []
        self.settling = Settling(
            lambda: self.status,
            lambda: Face(self.status, self.note, ()),
            lambda face: self.shown.append(f"{face.status}{face.reason}"),
            Calm(lasting=0.05, longest=0.2, between=0.02),
        )

    def become(self, status: Status, note: str = "") -> None:
        self.status, self.note = status, note
        self.settling.changed()


async def test_a_status_that_does_not_last_is_never_shown() -> None:
    tray = Tray()
    tray.become(Status.OK)

    # Without a pause that a busy machine could stretch until the first one has lasted.
    tray.become(Status.OFFLINE)
    tray.become(Status.OK)
    await asyncio.sleep(0.1)
    tray.become(Status.BUSY)
    await until(lambda: len(tray.shown) == 2)

    assert tray.shown == ["ok", "busy"]


async def test_progress_is_shown_no_faster_than_it_can_be_read() -> None:
    tray = Tray()
    for percent in range(100):
        tray.become(Status.BUSY, f" {percent} %")
        await asyncio.sleep(0)
    await until(lambda: tray.shown[-1] == "busy 99 %")

    assert len(tray.shown) < 50


async def test_what_never_settles_is_shown_in_the_end() -> None:
    tray = Tray()
    tray.become(Status.OK)

    async with asyncio.timeout(60):
        while len(tray.shown) == 1:
            tray.become(Status.BUSY if tray.status is Status.OFFLINE else Status.OFFLINE)
            await asyncio.sleep(0)

    assert tray.shown[1] in {"busy", "offline"}


async def test_another_language_is_spoken_at_once(appliance: StandIn, desk: Desk) -> None:
    desk.tempo = replace(desk.tempo, tick=60.0)
    async with desk.live():
        await until(lambda: desk.faces[-1].status is Status.OK)
        await until(lambda: ("GET", "/services/status") in appliance.asked)
        await asyncio.sleep(0.1)
        desk.words = Words.of("de")
        desk.settings.change(language="de")

        await until(lambda: "Beenden" in desk.labels())
