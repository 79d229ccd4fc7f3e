"""What the shell itself tells, and in whose words."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, cast

import pytest

from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Alert
from medianest_desktop.notifier import Notifier
from medianest_desktop.settings import UserSettings
from medianest_desktop.shell.background import Background
from medianest_desktop.shell.notices import Notices


class Desk:
    """Takes alerts at once, in place of the system and of the background thread."""

    def __init__(self) -> None:
        self.alerts = list[Alert]()

    async def show(self, alert: Alert, _: object) -> bool:
        """Take the alert."""
        self.alerts.append(alert)
        return True

    def later(self, work: Coroutine[Any, Any, Any], _: str) -> None:
        """Do it now."""
        asyncio.run(work)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def settings(tmp_path: Path) -> UserSettings:
    return UserSettings(tmp_path)


@pytest.fixture
def notices(desk: Desk, settings: UserSettings) -> Notices:
    return Notices(
        lambda: Words.of(settings.now.language), cast("Notifier", desk), cast("Background", desk)
    )


def test_another_language_is_spoken_from_the_next_notice_on(
    notices: Notices, desk: Desk, settings: UserSettings
) -> None:
    settings.change(language="en")
    notices.saved(Path("/home/ada/a.pdf"), "")
    settings.change(language="de")
    notices.saved(Path("/home/ada/a.pdf"), "")

    assert [alert.title for alert in desk.alerts] == ["Saved: a.pdf", "Gespeichert: a.pdf"]


def test_a_download_that_broke_off_is_told_as_a_failure(notices: Notices, desk: Desk) -> None:
    notices.saved(Path("/home/ada/a.pdf"), "")
    notices.saved(Path("/home/ada/b.pdf"), "the line is gone")

    assert [alert.level for alert in desk.alerts] == ["success", "error"]
