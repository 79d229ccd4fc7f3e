"""What the client makes of the news that it finds."""

from dataclasses import replace
from datetime import timedelta

import structlog
from tests.desktop.updates.conftest import NOON, Listener, Publisher

from medianest_desktop.updates import Source


async def test_a_newer_release_is_told_with_its_page(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish(version="0.2.0")

    await listener.updates.look()

    (news,) = listener.told
    assert (news.version, news.page) == ("0.2.0", "https://example.org/releases/0.2.0")


async def test_a_release_is_told_once_also_after_a_restart(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish()
    await listener.updates.look()

    again = await replace(listener.updates).look()

    assert again is not None
    assert len(listener.told) == 1


async def test_the_release_that_runs_is_no_news(publisher: Publisher, listener: Listener) -> None:
    publisher.publish(version="0.1.0")

    assert await listener.updates.look() is None
    assert publisher.asked == 1
    assert listener.told == []


async def test_ten_is_newer_than_nine(publisher: Publisher, listener: Listener) -> None:
    publisher.publish(version="0.10.0")

    await replace(listener.updates, version="0.9.0").look()

    assert [news.version for news in listener.told] == ["0.10.0"]


async def test_what_a_stranger_signed_is_not_believed(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.file = Publisher().sign()

    with structlog.testing.capture_logs() as logs:
        assert await listener.updates.look() is None

    assert [line["event"] for line in logs] == ["updates_untrusted"]
    assert listener.told == []


async def test_a_file_of_before_is_a_replay(publisher: Publisher, listener: Listener) -> None:
    publisher.publish(version="0.3.0")
    await listener.updates.look()

    publisher.publish(version="0.2.0", released=(NOON + timedelta(days=1)).isoformat())
    lower = await listener.updates.look()
    publisher.publish(version="0.4.0", released=(NOON - timedelta(days=1)).isoformat())
    older = await listener.updates.look()

    assert (lower, older) == (None, None)
    assert [news.version for news in listener.told] == ["0.3.0"]


async def test_a_date_to_come_does_not_shut_out_what_follows(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish(released=(NOON + timedelta(days=9999)).isoformat())
    await listener.updates.look()

    publisher.publish(version="0.2.1")
    news = await listener.updates.look()

    assert news is not None
    assert [one.version for one in listener.told] == ["0.2.1"]


async def test_nobody_is_asked_without_an_address_or_a_key(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish()

    await replace(listener.updates, source=lambda: Source(publisher.address, ())).look()
    await replace(listener.updates, source=Source).look()

    assert publisher.asked == 0


async def test_a_way_over_an_open_line_is_not_taken(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish()
    open_line = publisher.address.replace("latest.json", "open-line")
    source = Source(open_line, (publisher.key,))

    with structlog.testing.capture_logs() as logs:
        assert await replace(listener.updates, source=lambda: source).look() is None

    assert [line["event"] for line in logs] == ["updates_unreachable"]
    assert "is not https" in logs[0]["reason"]


async def test_a_file_without_end_is_let_go(publisher: Publisher, listener: Listener) -> None:
    publisher.file = publisher.sign() + b" " * 100_000

    assert await listener.updates.look() is None
    assert listener.told == []
