"""The sending child: one errand from stdin, one outcome to stdout. Run by `Courier`."""

import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import msgspec
from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.manager_plugins import NotificationManager
from apprise.plugins.email import base as email

from medianest.notifications.courier.fence import Fence, FencedError
from medianest.notifications.courier.protocol import Errand, Outcome
from medianest.notifications.courier.services import is_allowed

_LEVELS = {
    "info": NotifyType.INFO,
    "success": NotifyType.SUCCESS,
    "warning": NotifyType.WARNING,
    "error": NotifyType.FAILURE,
}
_UNUSABLE = "The address cannot be used; compare it with the examples."
_LONGEST_ERROR = 400
_SHORTEST_SECRET = 3
# Apprise keeps what the other side really said for those who debug.
_TELLING = re.compile(r"^(?:Socket|SMTP|I/O|.*) ?Exception: |^Response Details:", re.DOTALL)
# The names of query parameters are no secrets, and their words may be part of any sentence.
_BETWEEN = re.compile(r"[?&][^=&]*=|[/:@?&=,\s]+")


class Overheard(logging.Handler):
    """Keeps what Apprise logs about a failure: it answers with no more than False."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep warnings, and the lines that hold the other side's words."""
        text = record.getMessage()
        told = _TELLING.match(text)
        if record.levelno < logging.WARNING and told is None:
            return
        line = text[told.end() :] if told else text
        if line.strip() and line not in self.lines:
            self.lines.append(line.strip())


def main() -> None:
    """Do one errand."""
    answer = os.fdopen(os.dup(1), "wb")
    # A plugin that prints must not spoil the answer.
    os.dup2(2, 1)
    errand = msgspec.json.decode(sys.stdin.buffer.readline(), type=Errand)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    answer.write(msgspec.json.encode(_run(errand)))
    answer.flush()
    # Some plugins leave threads and log-outs behind; the message is out.
    os._exit(0)


def _end_with_parent() -> None:
    # The server holds the other end until it has the answer, or dies.
    sys.stdin.buffer.read()
    os._exit(1)


def _run(errand: Errand) -> Outcome:
    overheard = Overheard()
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(overheard)
    services: Any = NotificationManager()  # type: ignore[no-untyped-call]  # Apprise types few
    refusal = _scheme_refusal(errand.url, services)
    if refusal:
        return Outcome(ok=False, error=refusal, final=True)
    fence = Fence(private_hosts=errand.private_hosts, allowed_private=errand.allowed_private)
    fence.close()
    asset = AppriseAsset(async_mode=False, storage_mode="memory", app_id="MediaNest")
    overheard.lines.clear()
    plugin: Any = Apprise.instantiate(errand.url, asset=asset)
    if plugin is None or not is_allowed(type(plugin)):
        error = f"{_UNUSABLE} {_explained(overheard, errand.url, '')}".strip()
        return Outcome(ok=False, error=error, final=True)
    # Behind the question mark Apprise repeats its defaults, and custom headers unmasked.
    shown = plugin.url(privacy=True)
    masked = shown.partition("?")[0]
    if errand.act == "inspect":
        return _inspected(plugin, fence, masked)
    ok = _send(plugin, errand)
    error = "" if ok else fence.refusal or _explained(overheard, errand.url, shown)
    return Outcome(ok=ok, error=error, final=bool(fence.refusal), masked=masked)


def _scheme_refusal(url: str, services: Any) -> str:
    scheme, separator, _ = url.partition("://")
    if not separator or not scheme.strip():
        return "An address begins with its service, such as mailto://, ntfy:// or discord://."
    if scheme.lower() in {"http", "https"}:
        # Addresses that services hand out themselves; Apprise knows some of them.
        return ""
    known = set(services.schemas())
    if scheme.lower() not in known:
        return f"There is no notification service {scheme[:40]!r}."
    if not is_allowed(services[scheme.lower()]):
        return f"The service {scheme[:40]!r} cannot be used here."
    return ""


def _inspected(plugin: Any, fence: Fence, masked: str) -> Outcome:
    host = getattr(plugin, "smtp_host", None) or (
        plugin.host if "host" in plugin.template_tokens else None
    )
    try:
        if host:
            fence.check_host(host, plugin.port or 443)
    except FencedError as refused:
        return Outcome(ok=False, error=str(refused), final=True)
    return Outcome(ok=True, masked=masked)


def _send(plugin: Any, errand: Errand) -> bool:
    if errand.reference:
        # A repeat of an attempt that was cut off carries the same id: mail servers drop it.
        vars(email)["make_msgid"] = _message_id(errand.reference)
        if isinstance(getattr(plugin, "headers", None), dict):
            plugin.headers.setdefault("X-MediaNest-Delivery", errand.reference)
    sent = plugin.notify(
        title=errand.title,
        body=errand.body,
        notify_type=_LEVELS[errand.level],
        # Names come from anywhere: no service may read markup into them.
        body_format=NotifyFormat.TEXT,
    )
    return bool(sent)


def _message_id(reference: str) -> Callable[..., str]:
    def make(domain: str = "") -> str:
        return f"<{reference}@{domain or 'medianest'}>"

    return make


def _explained(overheard: Overheard, url: str, shown: str) -> str:
    text = " ".join(overheard.lines) or "The service did not say why."
    secrets = _parts(url) - _parts(shown) - {url.partition("://")[0]}
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "****")
    return " ".join(text.split())[:_LONGEST_ERROR]


def _parts(url: str) -> set[str]:
    return {*_BETWEEN.split(url), *_BETWEEN.split(unquote(url))}


if __name__ == "__main__":
    main()
