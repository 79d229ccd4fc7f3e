"""Deliveries: real jobs, real Apprise, a real mail server."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.notifications.house import House, Inhabitant
from tests.standins.mail import MailServer
from tests.standins.webhook import Webhook
from tests.support.waiting import soon

from medianest.infra.database import execute, fetchrow, fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.notifications.delivery import DELIVER, Deliver
from medianest.notifications.schemas import NewChannel


async def mailing(house: House, who: Inhabitant, url: str) -> None:
    """Give somebody a channel."""
    await house.channels.add(who.id, NewChannel(name="Mail", url=url))


async def becomes(ask: Callable[[], Awaitable[Any]], wanted: object) -> None:
    """Wait until something is so."""

    async def so() -> bool:
        return bool(await ask() == wanted)

    await soon(so)


async def test_what_is_told_is_mailed_once_with_a_link(house: House, olga: Inhabitant) -> None:
    with MailServer() as server:
        await mailing(house, olga, server.url)
        await house.tell(olga)
        async with house.working():
            await becomes(house.states, ["sent"])

    [mail] = server.kept
    assert mail.subject == "About film:1"
    assert "It is here." in mail.text
    assert "https://nest.example.org/films/1" in mail.text
    [channel] = await house.channels.of(olga.id)
    assert channel.last_sent_at is not None
    assert channel.last_error is None


async def test_a_channel_is_written_to_in_its_language(house: House, olga: Inhabitant) -> None:
    with MailServer() as server:
        wish = NewChannel(name="Mail", url=server.url, language="de")
        await house.channels.add(olga.id, wish)
        await house.notifications.tell(
            [olga.id],
            "request.available",
            cause="film:1",
            title="Ready: The Boat",
            body="“The Boat” is in Plex.",
            level="success",
            params={"title": "The Boat", "titles": {"de": "Das Boot"}},
        )
        async with house.working():
            await becomes(house.states, ["sent"])

    assert [mail.subject for mail in server.kept] == ["Bereit: Das Boot"]


async def test_a_refusal_is_tried_again_then_buried_with_its_reason(
    house: House, olga: Inhabitant
) -> None:
    with MailServer() as server:
        server.faults.refusal = "554 5.7.1 We take nothing from homes"
        await mailing(house, olga, server.url)
        await house.tell(olga)
        async with house.working(attempts=2):
            await becomes(house.states, ["failed"])

    assert server.attempts == 2
    job = await fetchrow("SELECT state, reason FROM jobs")
    assert job is not None
    assert job["state"] == "failed"
    assert "We take nothing from homes" in job["reason"]
    [line] = (await house.notifications.deliveries(olga.id, before=None, limit=5)).items
    assert (line.state, line.attempts) == ("failed", 2)
    assert "We take nothing from homes" in (line.error or "")
    [channel] = await house.channels.of(olga.id)
    assert "We take nothing from homes" in (channel.last_error or "")


async def test_a_server_that_recovers_gets_the_message(house: House, olga: Inhabitant) -> None:
    with MailServer() as server:
        server.faults.refusal = "451 4.3.0 Try later"
        await mailing(house, olga, server.url)
        await house.tell(olga)
        async with house.working(attempts=9):
            await becomes(house.states, ["retrying"])
            server.faults.refusal = ""
            await becomes(house.states, ["sent"])

    assert len(server.kept) == 1


async def test_a_crash_between_sending_and_recording_repeats_under_the_same_id(
    house: House, olga: Inhabitant
) -> None:
    with MailServer() as server:
        await mailing(house, olga, server.url)
        await house.tell(olga)
        delivery = await fetchval("SELECT id FROM deliveries")
        await house.deliveries.deliver(Deliver(delivery), Run(id=new_id(), kind=DELIVER))
        # What a kill leaves behind when it comes after the "250" and before the record.
        await execute("UPDATE deliveries SET state = 'sending', sent_at = NULL")
        async with house.working():
            await becomes(house.states, ["sent"])

    first, second = server.kept
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert await fetchval("SELECT attempts FROM deliveries") == 2


async def test_a_recorded_message_is_never_sent_again(house: House, olga: Inhabitant) -> None:
    with MailServer() as server:
        await mailing(house, olga, server.url)
        await house.tell(olga)
        delivery = await fetchval("SELECT id FROM deliveries")
        async with house.working():
            await becomes(house.states, ["sent"])
        await house.deliveries.deliver(Deliver(delivery), Run(id=new_id(), kind=DELIVER))

    assert len(server.kept) == 1


async def test_a_channel_that_is_gone_is_skipped_and_its_line_stays(
    house: House, olga: Inhabitant
) -> None:
    with MailServer() as server:
        await mailing(house, olga, server.url)
        await house.tell(olga)
        [channel] = await house.channels.of(olga.id)
        await house.channels.remove(olga.id, channel.id)
        async with house.working():
            await becomes(house.states, ["skipped"])

    assert server.kept == []
    [line] = (await house.notifications.deliveries(olga.id, before=None, limit=5)).items
    assert (line.channel_name, line.channel_id) == ("Mail", None)


async def test_somebody_who_lost_rights_reaches_no_host_of_the_home_any_more(
    house: House, olga: Inhabitant
) -> None:
    with Webhook() as hook:
        await mailing(house, olga, hook.url)
        await execute("UPDATE users SET role = 'member'")
        await house.tell(olga)
        async with house.working(attempts=5):
            await becomes(house.states, ["failed"])

    assert hook.kept == []
    assert await fetchval("SELECT attempts FROM deliveries") == 1


async def test_an_address_copied_to_another_row_does_not_open(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    with MailServer() as server:
        await mailing(house, olga, server.url)
        await execute("UPDATE notification_channels SET id = $1, person = $2", new_id(), martin.id)
        await house.tell(martin)
        async with house.working():
            await becomes(house.states, ["failed"])

    assert server.kept == []
    assert "cannot be read" in await fetchval("SELECT error FROM deliveries")
