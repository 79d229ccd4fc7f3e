"""Logging: events with facts, as JSON lines or readable, free of anybody's secrets."""

import logging
import logging.handlers
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from medianest.infra import correlation
from medianest.infra.redaction import redacted_event

_FILE_BYTES = 10_000_000
_FILES_KEPT = 5
# Libraries that tell at INFO what is of use only to their authors.
_QUIET = (
    "httpx2",
    "httpcore2",
    "apprise",
    "plexapi",
    "asyncio",
    "zeroconf",
    "pgqueuer",
    "_granian",
)


def configure(*, json: bool | None = None, level: str = "info", folder: Path | None = None) -> None:
    """Set logging up for the process: JSON unless stdout is a terminal, or as `json` says.

    With `folder` the same lines also go to `medianest.log` there, which is rotated.
    """
    as_json = not sys.stdout.isatty() if json is None else json
    number = logging.getLevelNamesMapping()[level.upper()]
    sink = _Sink(sys.stdout, folder)
    structlog.configure(
        processors=_processors(as_json=as_json),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: sink,
        cache_logger_on_first_use=False,
    )
    _route_libraries(number)


def _processors(*, as_json: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        # Before our own facts, which hold no secret, and after every text that others made.
        redacted_event,
        _add_correlation,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _as_json if as_json else _readable(),
    ]


def _readable() -> Processor:
    # The plain formatter: the rich one prints local variables, and with them secrets.
    return structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty(),
        timestamp_key="time",
        exception_formatter=structlog.dev.plain_traceback,
    )


def _add_correlation(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if current := correlation.current():
        event.setdefault("correlation_id", current)
    return event


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    head = {name: event.pop(name) for name in ("time", "level", "event")}
    return msgspec.json.encode({**head, **event}, enc_hook=repr).decode()


class _Sink:
    """Where finished lines go."""

    def __init__(self, stream: TextIO, folder: Path | None) -> None:
        self._stream = stream
        self._file = _rotated(folder) if folder else None

    def msg(self, line: str) -> None:
        # A closed pipe or a full disk must not fail whoever logs.
        with suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()
        if self._file is not None:
            self._file.handle(logging.makeLogRecord({"msg": line}))

    debug = info = warning = warn = error = critical = fatal = exception = msg


class _RotatedFile(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base's name
        """Say nothing: the default prints a traceback for every line a full disk refuses."""


def _rotated(folder: Path) -> logging.Handler:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "medianest.log"
    return _RotatedFile(
        file, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
    )


class _FromLibrary(logging.Handler):
    """Lets what libraries log through the standard library leave the same way as our own."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {"logger": record.name}
        if record.exc_info:
            facts["exc_info"] = record.exc_info
        # structlog knows the five levels only, libraries invent others.
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        structlog.get_logger().log(level, record.getMessage(), **facts)


def _route_libraries(level: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_FromLibrary()]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
