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

from medianest_desktop.machine.redaction import redacted, without_secrets

FILE = "medianest-desktop.log"

_LARGEST = 1_000_000
_OLD_FILES = 3


def start_logging(folder: Path, *, verbose: bool = False) -> Path:
    """Log to a rotating file in `folder` (and to the terminal if `verbose`); returns its path.

    What Python itself would print of an exception that nobody caught is logged too.
    """
    path = folder / FILE
    handlers: list[logging.Handler] = [_file(path)] if _writable(folder) else []
    if verbose or not handlers:
        handlers.append(logging.StreamHandler(sys.stderr))
    render = structlog.stdlib.ProcessorFormatter(
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
    for handler in handlers:
        handler.setFormatter(render)
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
    return path


def last_lines(folder: Path, count: int = 200) -> list[str]:
    """The newest `count` lines of the log, oldest first, without secrets."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [without_secrets(line) for line in text.splitlines()[-count:]]


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


def _file(path: Path) -> RotatingFileHandler:
    handler = RotatingFileHandler(
        path, maxBytes=_LARGEST, backupCount=_OLD_FILES, encoding="utf-8", delay=False
    )
    path.chmod(0o600)
    return handler


def _writable(folder: Path) -> bool:
    try:
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


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
