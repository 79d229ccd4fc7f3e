"""The log tells what happened, and no secret."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from medianest_desktop.machine import logs
from medianest_desktop.machine.logs import start_logging
from medianest_desktop.machine.redaction import redacted, without_secrets

TOKEN = "mnd_" + "a1B2" * 10


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    start_logging(tmp_path / "client.log")
    yield tmp_path / "client.log"
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "secret",
    [
        f"GET /x Authorization: Bearer {TOKEN}",
        f"<CIMultiDict('Authorization': 'Bearer {TOKEN}')>",
        f"http://127.0.0.1:4711/?key={TOKEN.removeprefix('mnd_')}",
        f"wss://{TOKEN.removeprefix('mnd_')}:x@nas/events",
        f"token {TOKEN} refused",
        f"bad header 'Cookie: medianest_window={TOKEN.removeprefix('mnd_')}; x=1'",
    ],
)
def test_a_token_is_hidden_wherever_it_stands(secret: str) -> None:
    assert "a1B2a1B2" not in without_secrets(secret)


def test_a_pairing_code_is_hidden() -> None:
    assert without_secrets("shown ABCD-EF23 to the person") == "shown *** to the person"


def test_what_is_named_a_secret_is_hidden_at_any_depth() -> None:
    said = redacted({"a": [{"Cookie": "mn=1", "path": "/x"}], "password": "p", "token": ""})

    assert said == {"a": [{"Cookie": "***", "path": "/x"}], "password": "***", "token": ""}


def test_an_event_is_one_line_without_its_secret(log: Path) -> None:
    structlog.get_logger().info(
        "paired", token=TOKEN, appliance="0f12", url=f"http://x/?key={TOKEN}"
    )

    (line,) = log.read_text().splitlines()
    assert "event=paired" in line
    assert "appliance=0f12" in line
    assert "a1B2" not in line


def test_an_exception_is_logged_without_its_secret(log: Path) -> None:
    structlog.get_logger().error("broken", exc_info=RuntimeError(f"Bearer {TOKEN}"))

    (line,) = log.read_text().splitlines()
    assert "RuntimeError" in line
    assert "a1B2" not in log.read_text()


def test_libraries_that_use_pythons_own_log_are_redacted_too(log: Path) -> None:
    logging.getLogger("aiohttp.client").warning("sent %s", f"Bearer {TOKEN}")

    (line,) = log.read_text().splitlines()
    assert "a1B2" not in line


def test_the_log_is_for_its_owner_alone(log: Path) -> None:
    assert log.stat().st_mode & 0o077 == 0


def test_the_log_stays_small(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_LARGEST", 2_000)
    start_logging(log)

    for _ in range(60):
        structlog.get_logger().info("much", text="x" * 1_000)

    sizes = [file.stat().st_size for file in log.parent.iterdir()]
    assert len(sizes) == 4
    assert max(sizes) <= 2_000


def test_a_folder_that_cannot_be_written_does_not_stop_the_start(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = root.handlers[:]

    start_logging(tmp_path / "missing" / "client.log")
    told = root.handlers

    root.handlers = before
    structlog.reset_defaults()
    assert told


def test_a_name_from_the_network_writes_no_line_of_its_own(log: Path) -> None:
    structlog.get_logger().info("found", name="x\rlevel=error event=forged\x1b[2J\u2028y")

    (line,) = log.read_text().splitlines()
    assert "forged" in line
    assert line.isprintable()
