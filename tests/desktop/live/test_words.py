"""In whose words, and in which language, alerts are told."""

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, until

from medianest_desktop.i18n import Words
from medianest_desktop.live.alerts.kinds import is_wanted

PRIVATE = "Das Video ist privat. Bitten Sie seinen Urheber, es freizugeben."
UNWATCHED = "Lange hat es niemand angesehen, darum wurde es entfernt."
ASKED = {"kind": "request.created", "link": "/requests/5"}


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


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("drm", "Das Video ist gegen Kopieren geschützt. Ein neuer Versuch hilft nicht."),
        ("never heard of", "In den Einzelheiten steht, warum und was Sie tun können."),
        (None, "In den Einzelheiten steht, warum und was Sie tun können."),
    ],
)
async def test_why_something_failed_is_said_in_german_too(
    reason: str | None, said: str, appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        params = {"title": "Alien", "reasonKey": reason}
        await appliance.tell("Alien", kind="download.failed", params=params)
        await until(lambda: desk.alerts)

    assert desk.alerts[0].body == said


@pytest.mark.parametrize(
    ("key", "said", "body"),
    [
        (
            "download.private_video",
            "The video is private.",
            f"{PRIVATE} Beim Wunsch steht mehr.",
        ),
        (
            "request.unwatched",
            "Nobody watched it.",
            f"{UNWATCHED} Beim Wunsch steht mehr.",
        ),
        ("", "Zu teuer.", "Zu teuer. Beim Wunsch steht mehr."),
    ],
)
async def test_a_request_is_told_of_by_its_german_name_and_reason(
    key: str, said: str, body: str, appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        params = {
            "title": "The Boat",
            "titles": {"de": "Das Boot"},
            "reason": said,
            "reasonKey": key,
        }
        await appliance.tell("Not fetched: The Boat", kind="request.failed", params=params)
        await until(lambda: desk.alerts)

    assert (desk.alerts[0].title, desk.alerts[0].body) == ("Nicht besorgt: Das Boot", body)


async def test_that_downloads_wait_is_said_with_what_to_do_and_has_a_switch(
    appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        params = {"title": "Alien", "reasonKey": "disk_full", "free": 3, "needs": None}
        await appliance.tell("Downloads are waiting", kind="download.waiting", params=params)
        await until(lambda: desk.alerts)

    assert desk.alerts[0].title == "Downloads warten"
    assert desk.alerts[0].body.startswith("Der Datenträger ist voll.")
    assert not is_wanted("download.waiting", {"waiting": False})


async def test_another_language_holds_for_what_was_told_before(
    appliance: StandIn, desk: Desk
) -> None:
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Alien", **ASKED)
        await until(lambda: desk.alerts)
        desk.words = Words.of("de")

        [kept] = live.alerts.history

    assert (kept.alert.title, kept.alert.body) == (
        "Gewünscht: Alien",
        "Jemand wünscht sich „Alien“.",
    )
    assert [action.label for action in kept.alert.actions][-1] == "Öffnen"


async def test_what_was_told_in_german_before_a_restart_is_english_afterwards(
    appliance: StandIn, desk: Desk
) -> None:
    desk.words = Words.of("de")
    async with desk.live() as live:
        await until(lambda: live.listening)
        await appliance.tell("Tea", kind="backup.failed", body="The disk was full.")
        await until(lambda: desk.alerts)
    desk.words = Words.of("en")

    async with desk.live() as live:
        [kept] = live.alerts.history

    assert desk.titles == ["Eine Sicherung ist misslungen"]
    assert (kept.alert.title, kept.alert.body) == ("Ready: Tea", "The disk was full.")
