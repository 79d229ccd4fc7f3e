"""The system knows who opens `medianest:` links."""

import shutil
import subprocess
from pathlib import Path

import pytest

from medianest_desktop import APPLICATION
from medianest_desktop.machine.links import is_link, register


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("medianest:downloads", True),
        ("MediaNest:downloads", True),
        ("https://example.org/medianest:", False),
        ("--quit", False),
        ("", False),
    ],
)
def test_links_are_told_from_anything_else(text: str, answer: bool) -> None:  # noqa: FBT001
    assert is_link(text) is answer


def test_the_desktop_learns_of_the_scheme(tmp_path: Path) -> None:
    register(tmp_path, tmp_path / "icon.png")

    text = (tmp_path / "applications" / f"{APPLICATION}.desktop").read_text()

    assert "MimeType=x-scheme-handler/medianest;" in text
    assert "%u" in text


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="not installed")
def test_the_file_is_one_that_desktops_accept(tmp_path: Path) -> None:
    register(tmp_path, tmp_path / "icon.png")

    file = tmp_path / "applications" / f"{APPLICATION}.desktop"
    found = subprocess.run(["desktop-file-validate", file], capture_output=True, check=False)

    assert (found.returncode, found.stdout) == (0, b"")


def test_a_folder_that_cannot_be_written_does_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("in the way")

    register(tmp_path, tmp_path / "icon.png")

    assert (tmp_path / "applications").read_text() == "in the way"
