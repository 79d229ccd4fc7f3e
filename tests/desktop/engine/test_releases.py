"""The settings page chooses where news of versions comes from, and looks at once."""

from typing import Any

import pytest
from aiohttp import ClientSession
from tests.desktop.updates.conftest import NOON, Publisher, publisher

from medianest_desktop.engine import Engine
from medianest_desktop.settings import UserSettings
from medianest_desktop.updates import Source

__all__ = ["publisher"]

API = "/_client/api/updates"


@pytest.fixture
def believed(engine: Engine, publisher: Publisher) -> Publisher:
    """A publisher that this client was built to believe."""
    engine._updates.source = lambda: Source(publisher.address, (publisher.key,))
    return publisher


async def look(window: ClientSession) -> dict[str, Any]:
    async with window.post(f"{API}/check", json={}) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def test_a_look_says_what_is_out_and_where(
    window: ClientSession, believed: Publisher
) -> None:
    believed.publish(version="99.0.0", released=NOON.replace(year=2026, month=1).isoformat())

    told = await look(window)

    assert (told["outcome"], told["version"]) == ("newer", "99.0.0")
    assert told["page"] == "https://example.org/releases/0.2.0"


async def test_a_person_who_asks_is_answered_although_the_daily_look_is_off(
    window: ClientSession, believed: Publisher, settings: UserSettings
) -> None:
    settings.change(check_updates=False)

    assert (await look(window))["outcome"] == "untrusted"
    assert believed.asked == 1


async def test_what_came_of_another_address_is_not_told_of_this_one(
    window: ClientSession, believed: Publisher, engine: Engine
) -> None:
    await look(window)
    engine._updates.source = lambda: Source("https://example.org/latest.json", (believed.key,))

    async with window.get(API) as answer:
        told = await answer.json()

    assert (told["outcome"], told["lookedAt"]) == ("", None)


async def test_an_address_is_kept_and_an_empty_one_takes_the_built_in(
    window: ClientSession, settings: UserSettings
) -> None:
    await window.put(API, json={"address": " https://example.org/latest.json "})
    chosen = settings.now.updates_address
    await window.put(API, json={"address": ""})

    assert (chosen, settings.now.updates_address) == ("https://example.org/latest.json", "")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/latest.json",
        "example.org",
        "https://",
        "https://[",
        "https://me:secret@example.org/",
        "https://example.org/a b",
        "https://example.org:99999/",
        f"https://example.org/{'x' * 500}",
        "file:///etc/passwd",
    ],
)
async def test_an_address_that_is_none_changes_nothing(
    window: ClientSession, settings: UserSettings, address: str
) -> None:
    async with window.put(API, json={"address": address}) as answer:
        assert answer.status == 400

    assert settings.now.updates_address == ""


async def test_without_a_publisher_nobody_is_asked(window: ClientSession) -> None:
    told = await look(window)

    assert (told["known"], told["outcome"]) == (False, "")
