import io
import logging
import warnings
from pathlib import Path

import msgspec
import pytest
import structlog
from tests.infra.logged import Logged

from medianest.infra import correlation, logs
from medianest.infra.redaction import redacted_text

log = structlog.get_logger()

SECRET_LINK = "https://me:hunter2@host/x?key=hunter2"


def test_a_line_has_time_level_event_facts_and_correlation_id(logged: Logged) -> None:
    with correlation.bind("request-0001"):
        log.info("download_finished", download=7)

    [line] = logged.lines
    assert list(line)[:3] == ["time", "level", "event"]
    assert line["time"].endswith("Z")
    assert (line["event"], line["level"], line["download"]) == ("download_finished", "info", 7)
    assert line["correlation_id"] == "request-0001"


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "newPassword",
        "access_token",
        "Authorization",
        "cookie",
        "Set-Cookie",
        "api_key",
        "apikey",
        "client_secret",
        "setup_code",
        "ticket",
        "body",
        "headers",
        "payload",
    ],
)
def test_a_fact_with_a_telling_name_is_hidden_at_any_depth(logged: Logged, name: str) -> None:
    log.info("x", **{name: "hunter2"})
    log.info("y", inner=[{"deeper": {name: "hunter2"}}])
    log.info("z", **{name: {"even": "hunter2"}})

    assert "hunter2" not in logged.text
    assert len(logged.lines) == 3


def test_what_is_no_secret_stays_readable(logged: Logged) -> None:
    log.info("x", code="not_found", path="/a/b", count=3, ok=True, none=None)

    assert {"code": "not_found", "path": "/a/b", "count": 3, "ok": True}.items() <= logged.lines[
        0
    ].items()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:hunter2@host/x", "https://host/x"),
        ("see http://hunter2@host:80/x?v=abc", "see http://host:80/x?v=abc"),
        ("https://h/w?v=abc&sig=hunter2", "https://h/w?v=abc&sig=[hidden]"),
        ("https://h/w?X-Plex-Token=hunter2#frag", "https://h/w?X-Plex-Token=[hidden]"),
        ("https://h/cb#access_token=hunter2", "https://h/cb"),
        ("postgresql://me:hunter2@db/x", "postgresql://db/x"),
        ("tgram://hunter2/chat", "tgram://[hidden]"),
        ("mailtos://me:hunter2@mail.example", "mailtos://[hidden]"),
        ("Authorization: Bearer hunter2.hunter2", "Authorization: [hidden] [hidden]"),
        ("sent Bearer hunter2.hunter2 along", "sent Bearer [hidden] along"),
        ("password=hunter2 was wrong", "password=[hidden] was wrong"),
        ('{"refreshToken": "hunter2", "a": 1}', '{"refreshToken": [hidden], "a": 1}'),
        ("nothing to hide: all is well", "nothing to hide: all is well"),
    ],
)
def test_secrets_inside_a_text_are_hidden(text: str, shown: str) -> None:
    assert redacted_text(text) == shown


def open_link(link: str) -> None:
    raise ValueError(f"could not open {link}")


def test_a_traceback_shows_where_but_no_secret(logged: Logged) -> None:
    try:
        open_link(SECRET_LINK)
    except ValueError:
        log.exception("failed")

    [line] = logged.lines
    assert "test_logs.py" in line["exception"]
    assert "ValueError: could not open https://host/x?key=[hidden]" in line["exception"]
    assert "hunter2" not in logged.text


def test_a_device_token_is_hidden_whatever_it_stands_in(logged: Logged) -> None:
    token = "mnd_" + "A1b-_" * 8 + "xyz"
    log.info("x", sent=token, path=f"/a/{token}/b", inner=[f"{token}"], said=ValueError(token))
    log.info(token)
    logging.getLogger("some.library").warning("read %r", token.encode())

    assert "A1b" not in logged.text
    assert logged.lines[0]["path"] == "/a/[hidden]/b"
    assert len(logged.lines) == 3


def test_bytes_and_objects_are_never_written_out(logged: Logged) -> None:
    log.info("x", chunk=b"hunter2", where=Path("/media"), failure=ValueError("password=hunter2"))

    [line] = logged.lines
    assert (line["chunk"], line["where"]) == ("[7 bytes]", "/media")
    assert "hunter2" not in logged.text


def test_what_libraries_log_takes_the_same_way(logged: Logged) -> None:
    with correlation.bind("request-0001"):
        logging.getLogger("some.library").warning("refused %s", "https://me:hunter2@host/")
    logging.getLogger("some.library").log(25, "at a level of its own")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("an old way", FutureWarning, stacklevel=1)

    first, second, third = logged.lines
    assert (first["logger"], first["event"]) == ("some.library", "refused https://host/")
    assert (first["level"], first["correlation_id"]) == ("warning", "request-0001")
    assert second["level"] == "info"
    assert "an old way" in third["event"]


def test_chatter_of_libraries_is_left_out(logged: Logged) -> None:
    logging.getLogger("httpx2").info("HTTP Request: GET https://host/?token=hunter2")
    logging.getLogger("some.library").debug("details")
    log.debug("details")

    assert logged.text == ""


def test_a_terminal_gets_readable_lines(
    restored_logging: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    logs.configure()

    log.info("started", port=8766, password="hunter2")

    said = terminal.getvalue()
    assert "started" in said
    assert "8766" in said
    assert "hunter2" not in said
    assert not said.startswith("{")


def test_the_log_folder_gets_the_lines_too_and_is_rotated(
    restored_logging: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_FILE_BYTES", 2000)
    logs.configure(json=True, folder=tmp_path / "logs")

    for number in range(300):
        log.info("line", number=number)
    structlog.get_config()["logger_factory"]()._file.close()

    kept = sorted(file.name for file in (tmp_path / "logs").iterdir())
    assert kept == ["medianest.log", *(f"medianest.log.{n}" for n in range(1, 6))]
    last = (tmp_path / "logs" / "medianest.log").read_text().splitlines()[-1]
    assert msgspec.json.decode(last)["number"] == 299


def test_a_closed_output_fails_nobody_and_keeps_no_line_from_the_folder(
    restored_logging: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stdout", closed)
    logs.configure(json=True, folder=tmp_path)

    log.info("nobody_listens")
    structlog.get_config()["logger_factory"]()._file.close()

    [line] = (tmp_path / "medianest.log").read_text().splitlines()
    assert msgspec.json.decode(line)["event"] == "nobody_listens"
