"""The client's log: one line an event, in files that stay small and hold no secret."""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict

from medianest_desktop.machine.redaction import redacted

_LARGEST = 1_000_000
_OLD_FILES = 3


def start_logging(file: Path, *, verbose: bool = False) -> None:
    """Log to `file`, rotated, and to the terminal if `verbose` or where no file can be written.

    What Python itself would print of an exception that nobody caught is logged too.
    """
    handlers = _rotating(file)
    if verbose or not handlers:
        handlers.append(logging.StreamHandler(sys.stderr))
    lines = _lines()
    for handler in handlers:
        handler.setFormatter(lines)
    logging.basicConfig(handlers=handlers, level=logging.INFO, force=True)
    # They tell of every request and every byte.
    for talkative in ("aiohttp.access", "PIL", "urllib3"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # It complains, traceback and all, of each interface that has no way out, such as loopback.
    logging.getLogger("zeroconf").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*_before(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed


def _lines() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_before(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"], bool_as_flag=False
            ),
            _one_line,
        ],
    )


def _before() -> list[Any]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _redact(_: Any, __: str, event: EventDict) -> EventDict:
    cleaned: EventDict = redacted(event)
    return cleaned


def _one_line(_: Any, __: str, line: Any) -> str:
    # Names come from the network: one with a carriage return in it would write lines of its own.
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(line))


def _rotating(file: Path) -> list[logging.Handler]:
    try:
        handler = RotatingFileHandler(
            file, maxBytes=_LARGEST, backupCount=_OLD_FILES, encoding="utf-8", delay=False
        )
        file.chmod(0o600)
    except OSError:
        return []
    return [handler]


def _crashed(
    kind: type[BaseException], failure: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().error("crashed", exc_info=(kind, failure, trace))


def _thread_crashed(crash: threading.ExceptHookArgs) -> None:
    name = crash.thread.name if crash.thread else ""
    facts = (crash.exc_type, crash.exc_value, crash.exc_traceback)
    structlog.get_logger().error("thread_crashed", thread=name, exc_info=facts)
