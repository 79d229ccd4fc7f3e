"""What the documents name is there: files, targets of the Makefile, commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split()
DOCUMENTS = [
    name
    for name in TRACKED
    if name.endswith(".md") and not name.startswith(("CHANGELOG", "server/medianest/web/dashboard"))
]
_FILE = re.compile(r"`([\w./-]+\.(?:py|toml|lock|md|html|sh|yaml))`")
_FOLDER = re.compile(r"`([a-z][\w./-]*)/`")
# Made where the appliance runs, not kept here.
_MADE = {"config.toml", "/data/config.toml", "config.restored.toml", "var/bench"}
_ROLE = re.compile(r"^\| (`\S+`(?:, `\S+`)*) \|", re.MULTILINE)
# Their READMEs show a newcomer around.
_MAPPED = [
    "backups",
    "catalog",
    "catalog/trakt",
    "notifications",
    "plex",
    "plex/library",
    "plex/live",
    "requests",
    "requests/overseerr",
]
_TREE = re.compile(r"^ {4,8}([\w./]+?)/? {2,}", re.MULTILINE)


def is_there(name: str) -> bool:
    """Whether something of that name, or of that place within a package, is kept here."""
    wanted = f"/{name.strip('/')}"
    return any(f"/{kept}".endswith(wanted) or f"{wanted}/" in f"/{kept}" for kept in TRACKED)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text()

    named = {*_FILE.findall(text), *_FOLDER.findall(text)}

    assert [name for name in sorted(named - _MADE) if not is_there(name)] == []


@pytest.mark.parametrize("package", _MAPPED)
def test_the_readme_of_a_package_shows_the_way_to_each_of_its_files(package: str) -> None:
    folder = ROOT / "server/medianest" / package
    text = (folder / "README.md").read_text()

    roles = " ".join(_ROLE.findall((ROOT / "CONTRIBUTING.md").read_text()))
    names = {file.stem for file in folder.glob("[a-z]*.py") if f"`{file.name}`" not in roles}

    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)] == []
    assert len(text.splitlines()) <= 40


def test_the_tree_in_the_readme_is_the_real_one() -> None:
    named = _TREE.findall((ROOT / "README.md").read_text().partition("laid out")[2])

    assert "app" in named
    assert [name for name in named if not is_there(name)] == []


def test_every_target_that_a_document_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "".join((ROOT / name).read_text() for name in DOCUMENTS)

    assert set(re.findall(r"`make (\w+)", text)) <= targets


def test_every_command_that_the_readme_names_is_one() -> None:
    named = re.findall(r"`medianest ([\w-]+)", (ROOT / "README.md").read_text())

    helped = subprocess.run(
        [sys.executable, "-m", "medianest", "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert named
    assert [command for command in named if not re.search(rf"\b{command}\b", helped)] == []
