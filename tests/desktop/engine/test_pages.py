"""The client's own pages and their API."""

import re
from importlib.resources import files
from typing import Any

import pytest
from aiohttp import ClientSession

from medianest_desktop.i18n import LANGUAGES, Words
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings

WEB = files("medianest_desktop.pages").joinpath("web")
SCRIPTS = [file for file in WEB.iterdir() if file.name.endswith(".js")]
PAGES = ["connect", "offline", "stopped", "add", "alerts", "settings", "log"]


async def settings_of(window: ClientSession) -> dict[str, Any]:
    async with window.get("/_client/api/settings") as answer:
        told: dict[str, Any] = await answer.json()
        return told


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_there_and_loads_nothing_from_elsewhere(
    window: ClientSession, page: str
) -> None:
    async with window.get(f"/_client/{page}") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["../pages.py", "page.html", "fonts/LICENSE.txt", "nothing.js"])
async def test_only_what_pages_need_is_served(window: ClientSession, path: str) -> None:
    async with window.get(f"/_client/web/{path}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_word_of_a_page_is_in_the_catalogue(script: Any, language: str) -> None:
    used = set(re.findall(r"t\('((?:pages|reason)\.[a-z_.]+[a-z])'", script.read_text("utf-8")))

    assert used <= set(Words.of(language).catalogue)


async def test_words_follow_the_chosen_language(
    window: ClientSession, settings: UserSettings
) -> None:
    settings.change(language="de")

    async with window.get("/_client/api/words") as answer:
        told = await answer.json()

    assert told["language"] == "de"
    assert told["words"]["pages.settings.title"] == "Einstellungen"


async def test_a_choice_is_kept(window: ClientSession, settings: UserSettings) -> None:
    await window.patch("/_client/api/settings", json={"autostart": True})

    assert settings.now.autostart
    assert settings.now.close_to_tray


async def test_one_kind_of_alert_is_switched_off_alone(window: ClientSession) -> None:
    await window.patch("/_client/api/settings", json={"alerts": {"kinds": {"ready": False}}})
    await window.patch("/_client/api/settings", json={"alerts": {"kinds": {"failed": False}}})

    told = await settings_of(window)
    assert {one["kind"] for one in told["kinds"] if not one["on"]} == {"ready", "failed"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"},
        {"unknown": 1},
        {"alerts": {"quietHours": {"on": True, "start": "25:00", "end": "07:00"}}},
        [],
    ],
)
async def test_a_wrong_choice_changes_nothing(
    window: ClientSession, settings: UserSettings, wrong: Any
) -> None:
    before = settings.now

    async with window.patch("/_client/api/settings", json=wrong) as answer:
        assert answer.status == 400

    assert settings.now == before


async def test_a_form_of_a_page_is_no_json(window: ClientSession) -> None:
    async with window.post("/_client/api/join", data={"address": "evil.test"}) as answer:
        assert answer.status == 415


async def test_the_end_of_the_log_is_shown(window: ClientSession, places: Places) -> None:
    places.log.write_text("level=warning event=connection state=searching\nplain words\n")

    async with window.get("/_client/api/log") as answer:
        lines = (await answer.json())["lines"]

    assert lines[0]["level"] == "warning"
    assert "state=searching" in lines[0]["line"]
    assert lines[1] == {"level": "info", "line": "plain words"}


async def test_no_log_is_no_trouble(window: ClientSession, places: Places) -> None:
    async with window.get("/_client/api/log") as answer:
        assert (await answer.json()) == {"path": str(places.log), "lines": []}


async def test_an_empty_list_of_alerts_is_one(window: ClientSession) -> None:
    async with window.get("/_client/api/alerts") as answer:
        assert await answer.json() == {"alerts": []}


async def test_a_link_that_nobody_asked_about_is_gone(window: ClientSession) -> None:
    async with window.get("/_client/api/links/guessed") as answer:
        assert answer.status == 410
