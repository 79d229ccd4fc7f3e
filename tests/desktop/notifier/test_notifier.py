"""What the system is asked for when an alert is raised."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from desktop_notifier import DEFAULT_SOUND, DesktopNotifier, Sound

from medianest_desktop.live.alert import Alert
from medianest_desktop.notifier import Notifier

ALERT = Alert("a1", "Ready", "A film has arrived.", "/downloads", "success")


class System:
    """A notification service that takes everything and remembers with which sound."""

    def __init__(self) -> None:
        self.sounds = list[Sound | None]()

    async def send(
        self, *, on_dispatched: Callable[[], object], sound: Sound | None, **_: Any
    ) -> None:
        """Take the alert."""
        self.sounds.append(sound)
        on_dispatched()


@pytest.mark.parametrize(("audible", "sound"), [(True, DEFAULT_SOUND), (False, None)])
async def test_an_alert_sounds_only_if_it_shall(*, audible: bool, sound: Sound | None) -> None:
    system = System()
    notifier = Notifier(Path("icon.png"), cast("DesktopNotifier", system))

    shown = await notifier.show(ALERT, lambda _, __: None, audible=audible)

    assert shown
    assert system.sounds == [sound]
