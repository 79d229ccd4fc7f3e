"""What the pages for those who run the image say is so: variables, lines to type, refusals."""

import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from tests.docker.published import DOCKER, NAME, OWN_VARIABLES, ROOT, inside, settings_variables

import medianest

SOURCES = ROOT / "server" / "medianest"
PAGE = DOCKER / "README.md"
PAGES = [ROOT / "README.md", *sorted(DOCKER.glob("*.md")), ROOT / "packaging/nas/README.md"]
_VARIABLE = re.compile(r"\bMEDIANEST__[A-Z_]+[A-Z]\b|\bP[UG]ID\b|\bUMASK\b")
# What stands for any of them.
_ANY = {"MEDIANEST__SECTION__KEY", "MEDIANEST__SECTION__KEY_FILE"}
_RUN = re.compile(r"^ +(docker run (?:[^\n\\]|\\\n)*)", re.MULTILINE)
_COMMAND = re.compile(rf"(?:exec medianest medianest|{re.escape(NAME)}) ([a-z-]+)")
_TAG = re.compile(r"`:([\d.]+)`")
_REFUSAL = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def lines_to_run(page: Path) -> list[list[str]]:
    return [shlex.split(line.replace("\\\n", " ")) for line in _RUN.findall(page.read_text())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_that_is_named_is_one(page: Path) -> None:
    named = set(_VARIABLE.findall(page.read_text()))

    assert named - settings_variables() - OWN_VARIABLES - _ANY == set()


@pytest.mark.parametrize("page", [ROOT / "README.md", PAGE], ids=lambda page: page.parent.name)
def test_the_lines_to_type_fit_the_image(page: Path) -> None:
    settings = inside({})
    port, tls = settings.server.port, settings.server.tls_port
    started = [line for line in lines_to_run(page) if "beacon" not in line]

    assert started
    for line in started:
        assert line[-1] == NAME
        published = [one for flag, one in pairwise(line) if flag == "-p"]
        assert published == [f"{port}:{port}", f"{tls}:{tls}"]
        given = [one.partition(":")[2] for flag, one in pairwise(line) if flag == "-v"]
        assert given == [str(settings.data_dir), str(settings.media_dir)]
        assert line[line.index("--stop-timeout") + 1] == "60"


def test_both_pages_begin_with_the_same_line() -> None:
    assert lines_to_run(ROOT / "README.md")[0] == lines_to_run(PAGE)[0]


def test_the_tags_that_are_explained_are_those_of_this_release() -> None:
    whole = medianest.__version__
    minor, major = whole.rpartition(".")[0], whole.partition(".")[0]

    explained = _TAG.findall(PAGE.read_text().partition("- Tags:")[2])

    assert explained == [major, minor, whole]


def test_every_command_that_is_to_be_typed_is_one() -> None:
    named = {command for page in PAGES for command in _COMMAND.findall(page.read_text())}

    helped = subprocess.run(
        [sys.executable, "-m", "medianest", "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert {"doctor", "beacon"} <= named
    assert [command for command in named if not re.search(rf"\b{command}\b", helped)] == []


def test_every_refusal_that_is_explained_is_said_somewhere() -> None:
    said = "".join(re.sub(r'"\s*f?"', "", file.read_text()) for file in SOURCES.rglob("*.py"))

    explained = _REFUSAL.findall(PAGE.read_text().partition("When it does not start")[2])

    assert explained
    assert [one for one in explained if not all(part.strip() in said for part in one.split("…"))
            ] == []  # fmt: skip
