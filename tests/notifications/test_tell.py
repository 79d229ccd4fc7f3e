"""What being told leaves behind."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from tests.notifications.house import House, Inhabitant
from tests.standins.mail import MailServer

from medianest.infra.database import execute, fetch, fetchval, transaction
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.notifications.jobs import schedules
from medianest.notifications.schemas import ChannelChange, NewChannel


async def test_the_same_cause_tells_nobody_twice(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    with MailServer() as server:
        await house.channels.add(olga.id, NewChannel(name="Mail", url=server.url))
        await house.tell(olga)
        await house.tell(olga, martin)

    told = await fetch("SELECT person FROM notifications ORDER BY id")
    assert [row["person"] for row in told] == [olga.id, martin.id]
    assert await fetchval("SELECT count(*) FROM events") == 2
    assert await fetchval("SELECT count(*) FROM jobs") == 1


async def test_twenty_at_once_about_one_cause_tell_everybody_once(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    async with asyncio.TaskGroup() as crowd:
        for _ in range(20):
            crowd.create_task(house.tell(olga, martin))

    assert await fetchval("SELECT count(*) FROM notifications") == 2


async def test_what_rolls_back_was_never_told(house: House, olga: Inhabitant) -> None:
    with MailServer() as server:
        await house.channels.add(olga.id, NewChannel(name="Mail", url=server.url))
        with pytest.raises(RuntimeError, match="the cause failed"):
            await _fail_after_telling(house, olga)

    for table in ("notifications", "deliveries", "events", "jobs"):
        assert await fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - our own names


async def _fail_after_telling(house: House, olga: Inhabitant) -> None:
    async with transaction():
        await house.tell(olga)
        raise RuntimeError("the cause failed")


async def test_the_live_frame_is_the_notification_as_the_list_shows_it(
    house: House, olga: Inhabitant
) -> None:
    await house.tell(olga)

    inbox = await house.notifications.inbox(olga.id, unread_only=False, before=None, limit=10)
    told = await fetchval("SELECT data FROM events WHERE type = 'notification'")
    assert told == msgspec.to_builtins(inbox.items[0])
    assert told["params"] == {"film": "film:1"}


async def test_a_channel_gets_only_the_levels_and_kinds_it_is_for(
    house: House, olga: Inhabitant
) -> None:
    with MailServer() as server:
        wish = NewChannel(name="Mail", url=server.url, levels=frozenset({"error"}))
        await house.channels.add(olga.id, wish)
        off = await house.channels.add(olga.id, NewChannel(name="Off", url=server.url))
        await house.channels.change(olga.id, off.id, ChannelChange(enabled=False))
        await house.channels.prefer(olga.id, "chatter", channels=False)
        await house.tell(olga, cause="1", level="info")
        await house.tell(olga, cause="2", level="error")
        await house.tell(olga, cause="3", level="error", kind="chatter")

    rows = await fetch(
        "SELECT n.cause, d.channel_name FROM deliveries d JOIN notifications n"
        " ON n.id = d.notification"
    )
    assert [tuple(row) for row in rows] == [("2", "Mail")]


async def test_somebody_who_was_shut_out_gets_no_messages(
    house: House, olga: Inhabitant, martin: Inhabitant
) -> None:
    with MailServer() as server:
        for person in (olga, martin):
            await house.channels.add(olga.id, NewChannel(name=str(person.id), url=server.url))
        await execute(
            "UPDATE notification_channels SET person = $1 WHERE name = $2",
            martin.id,
            str(martin.id),
        )
        await execute("UPDATE users SET disabled_at = now() WHERE id = $1", martin.id)
        await house.tell(olga, martin)

    assert await fetchval("SELECT count(*) FROM notifications") == 2
    assert await fetchval("SELECT array_agg(channel_name) FROM deliveries") == [str(olga.id)]


async def test_what_is_old_is_forgotten_with_its_delivery_log(
    house: House, olga: Inhabitant
) -> None:
    with MailServer() as server:
        await house.channels.add(olga.id, NewChannel(name="Mail", url=server.url))
        await house.tell(olga, cause="old")
        await house.tell(olga, cause="new")
    await execute(
        "UPDATE notifications SET created_at = now() - interval '91 days' WHERE cause = 'old'"
    )
    [schedule] = schedules(house.notifications, keep=timedelta(days=90))
    await schedule.run(Run(id=new_id(), kind=schedule.name))

    assert await fetchval("SELECT array_agg(cause) FROM notifications") == ["new"]
    assert await fetchval("SELECT count(*) FROM deliveries") == 1
