"""What the command line offers, without a screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medianest_desktop import cli
from medianest_desktop.i18n import Words
from medianest_desktop.shell import outside
from medianest_desktop.shell.pages import broken_page


def start(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "MEDIANEST_DESKTOP_HOME": str(home / "mn"),
        "PYTHONPATH": "desktop",
        "LANG": "en_US.UTF-8",
    }
    return subprocess.run(
        [sys.executable, "-m", "medianest_desktop", *words],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_without_a_screen_it_says_so_and_ends(tmp_path: Path) -> None:
    ended = start(tmp_path)

    assert ended.returncode == 1
    assert "found nothing to draw its window with" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_quitting_what_does_not_run_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEDIANEST_DESKTOP_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setattr("medianest_desktop.shell.start.start_logging", lambda *_, **__: None)

    assert cli.main(["--quit"]) == 0
    assert capsys.readouterr().out == "MediaNest läuft nicht.\n"


@pytest.mark.parametrize("word", ["https://example.org", "file:///etc/passwd", "open"])
def test_only_links_of_its_own_are_taken(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([word])

    assert ended.value.code == 2
    assert "a link begins with medianest:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "smb://nas/x", "medianest:x", ""]
)
def test_a_page_cannot_open_just_anything(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(outside, "_on_the_side", opened.append)

    outside.open_outside(address)

    assert opened == []


def test_a_link_to_the_world_is_opened_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(outside, "_on_the_side", opened.append)

    outside.open_outside("https://example.org/")

    assert opened == ["https://example.org/"]


def test_what_broke_is_shown_and_cannot_write_into_the_page() -> None:
    page = broken_page(Words.of("en"), "<script>x</script>", "/home/a/log")

    assert "<script>" not in page
    assert "/home/a/log" in page
