from datetime import timedelta
from uuid import UUID

from tests.requests.home import Home, Person

from medianest.accounts.queries import people
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.kit.clock import now
from medianest.notifications.service import Notifications
from medianest.requests.reminders import Reminders


async def managers() -> list[UUID]:
    return await people.holding("requests.manage")


def reminders(later: timedelta) -> Reminders:
    notifications = Notifications(LiveEvents(), Jobs())
    return Reminders(notifications, managers, timedelta(days=3), lambda: now() + later)


async def test_managers_are_reminded_once_of_all_that_waits_too_long(
    home: Home, maria: Person, anna: Person
) -> None:
    await maria.film(home.catalog.film(1))
    await maria.film(home.catalog.film(2))

    await reminders(timedelta(days=1)).remind()
    early = await home.told(anna.id)
    await reminders(timedelta(days=10)).remind()
    await reminders(timedelta(days=10, seconds=1)).remind()

    assert "request.reminder" not in early
    assert (await home.told(anna.id)).count("request.reminder") == 1
    assert "request.reminder" not in await home.told(maria.id)


async def test_nobody_is_reminded_of_what_was_decided(
    home: Home, maria: Person, anna: Person
) -> None:
    request = await maria.film(home.catalog.film(1))
    await anna.do("decline", request["id"], reason="no")

    await reminders(timedelta(days=10)).remind()

    assert "request.reminder" not in await home.told(anna.id)
