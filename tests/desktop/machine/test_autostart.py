"""The client is started at login by the words that really start it."""

import configparser
import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from medianest_desktop import APPLICATION
from medianest_desktop.machine.autostart import LaunchAgent, XdgAutostart
from medianest_desktop.machine.desktop_file import exec_line
from medianest_desktop.machine.program import command, desktop_folders
from medianest_desktop.settings import UserSettings
from medianest_desktop.shell.start import start_at_login


@pytest.fixture
def words() -> list[str]:
    return ["/opt/Media Nest/medianest-desktop", "--profile", "100%"]


def entry(config: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    parser.read(config / "autostart" / f"{APPLICATION}.desktop")
    return parser["Desktop Entry"]


def test_it_starts_hidden_at_login(tmp_path: Path, words: list[str]) -> None:
    autostart = XdgAutostart(tmp_path, words)

    autostart.set(on=True)

    assert autostart.on()
    said = entry(tmp_path)["Exec"].replace("%%", "%")
    assert shlex.split(said) == [*words, "--hidden"]


def test_switched_off_nothing_is_left(tmp_path: Path, words: list[str]) -> None:
    autostart = XdgAutostart(tmp_path, words)
    autostart.set(on=True)

    autostart.set(on=False)

    assert not autostart.on()
    assert list((tmp_path / "autostart").iterdir()) == []


def test_a_desktop_that_switched_it_off_is_believed(tmp_path: Path, words: list[str]) -> None:
    autostart = XdgAutostart(tmp_path, words)
    autostart.set(on=True)
    file = tmp_path / "autostart" / f"{APPLICATION}.desktop"

    file.write_text(file.read_text() + "Hidden=true\n")

    assert not autostart.on()


def test_what_a_desktop_switched_off_stays_off_at_the_next_start(
    tmp_path: Path, words: list[str]
) -> None:
    autostart, settings = XdgAutostart(tmp_path, words), UserSettings(tmp_path)
    settings.change(autostart=True)
    start_at_login(autostart, settings)
    file = tmp_path / "autostart" / f"{APPLICATION}.desktop"
    file.write_text(file.read_text() + "Hidden=true\n")

    start_at_login(autostart, settings)

    assert "Hidden=true" in file.read_text()
    assert not settings.now.autostart


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="not installed")
def test_the_file_is_one_that_desktops_accept(tmp_path: Path, words: list[str]) -> None:
    XdgAutostart(tmp_path, words).set(on=True)

    file = tmp_path / "autostart" / f"{APPLICATION}.desktop"
    found = subprocess.run(["desktop-file-validate", file], capture_output=True, check=False)

    assert (found.returncode, found.stdout) == (0, b"")


def test_macos_starts_it_hidden_at_login(tmp_path: Path, words: list[str]) -> None:
    LaunchAgent(tmp_path, words).set(on=True)

    wish = plistlib.loads((tmp_path / "LaunchAgents" / f"{APPLICATION}.plist").read_bytes())

    assert wish["ProgramArguments"] == [*words, "--hidden"]
    assert wish["RunAtLoad"] is True


def test_an_appimage_is_named_by_its_file() -> None:
    assert command({"APPIMAGE": "/home/a/MediaNest.AppImage"}) == ["/home/a/MediaNest.AppImage"]


def test_a_checkout_is_started_by_its_interpreter() -> None:
    assert command({}) == [sys.executable, "-m", "medianest_desktop"]


def test_quotes_and_dollars_stay_what_they_are() -> None:
    assert exec_line(['a"b', "$HOME"]) == '"a\\\\"b" "\\\\$HOME"'


def test_a_client_for_trying_out_leaves_the_desktop_alone(tmp_path: Path) -> None:
    config, data = desktop_folders({"MEDIANEST_DESKTOP_HOME": str(tmp_path)})

    assert config.is_relative_to(tmp_path)
    assert data.is_relative_to(tmp_path)


def test_a_line_end_in_a_path_begins_no_line_of_its_own(tmp_path: Path) -> None:
    folder = "a\nHidden=true\r\tb"

    XdgAutostart(tmp_path, [f"/{folder}/client"]).set(on=True)
    written = (tmp_path / "autostart" / f"{APPLICATION}.desktop").read_text()

    assert 'Exec="/a\\nHidden=true\\r\\tb/client" "--hidden"' in written.splitlines()
    assert len(written.splitlines()) == 8
