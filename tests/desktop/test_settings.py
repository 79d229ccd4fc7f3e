import threading
from datetime import time
from pathlib import Path

import msgspec
import pytest

from medianest_desktop.places import HOME, Places
from medianest_desktop.settings import QuietHours, Settings, UserSettings
from medianest_desktop.store import JsonFile


class Note(msgspec.Struct, frozen=True):
    text: str


def test_everything_lies_below_the_home_that_was_named(tmp_path: Path) -> None:
    places = Places.here({HOME: str(tmp_path / "home")})

    assert {
        folder.relative_to(tmp_path / "home").as_posix()
        for folder in (places.config, places.state, places.web, places.logs, places.runtime)
    } == {"config", "state", "web", "logs", "run"}
    assert places.config.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir(mode=0o755)

    places = Places.below(tmp_path)

    assert places.config.stat().st_mode & 0o777 == 0o700


def test_what_is_saved_comes_back_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = JsonFile(tmp_path / "note.json", Note)

    file.save(Note("ä"))

    assert file.load() == Note("ä")
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["note.json"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"text": 1}', b"\xff\xfe", b'{"text": "\xff"}'])
def test_a_broken_file_is_put_aside_and_not_in_the_way(tmp_path: Path, content: bytes) -> None:
    file = JsonFile(tmp_path / "note.json", Note)
    file.path.write_bytes(content)

    assert file.load() is None
    assert (tmp_path / "note.json.broken").read_bytes() == content


def test_a_broken_file_that_cannot_be_put_aside_is_not_in_the_way_either(tmp_path: Path) -> None:
    file = JsonFile(tmp_path / "note.json", Note)
    file.path.write_text("[" * 100_000)
    (tmp_path / "note.json.broken").mkdir()

    assert file.load() is None


def test_a_choice_holds_after_a_restart(tmp_path: Path) -> None:
    UserSettings(tmp_path).change(language="de", autostart=True)

    again = UserSettings(tmp_path).now

    assert (again.language, again.autostart) == ("de", True)


def test_a_choice_is_told_once_and_the_same_choice_not_again(tmp_path: Path) -> None:
    settings, told = UserSettings(tmp_path), []
    settings.changed.listen(lambda: told.append(settings.now.alerts.sound))

    settings.change_alerts(sound=False)
    settings.change_alerts(sound=False)

    assert told == [False]


@pytest.mark.parametrize(
    "choice", [{"language": "xx"}, {"alerts": 3}, {"autostart": "yes"}, {"window": {"width": 1}}]
)
def test_a_value_that_is_not_allowed_changes_nothing(
    tmp_path: Path, choice: dict[str, object]
) -> None:
    settings = UserSettings(tmp_path)

    with pytest.raises(msgspec.ValidationError):
        settings.change(**choice)

    assert settings.now == Settings()


@pytest.mark.parametrize("clock", ["24:00", "7:00", "0700", "12:60"])
def test_quiet_hours_are_times_of_a_day(tmp_path: Path, clock: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        UserSettings(tmp_path).change_alerts(quiet_hours=QuietHours(start=clock))


def test_the_default_quiet_hours_can_be_read_as_times() -> None:
    hours = QuietHours()

    assert time.fromisoformat(hours.start) > time.fromisoformat(hours.end)


def test_a_disk_that_takes_nothing_does_not_undo_the_choice(tmp_path: Path) -> None:
    settings = UserSettings(tmp_path / "never-made")

    settings.change(close_to_tray=False)

    assert not settings.now.close_to_tray


def test_two_threads_do_not_lose_one_anothers_choices(tmp_path: Path) -> None:
    settings = UserSettings(tmp_path)
    both = threading.Barrier(2)

    def choose_window() -> None:
        both.wait()
        for width in range(400, 420):
            settings.change_window(width=width)

    other = threading.Thread(target=choose_window)
    other.start()
    both.wait()
    for number in range(20):
        settings.change_alerts(kinds={str(number): True})
    other.join()

    assert (settings.now.window.width, settings.now.alerts.kinds) == (419, {"19": True})
