"""The webhook agent: what an Overseerr posts, in its order, without retrying."""

import contextlib
import json
import queue
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from tests.standins.overseerr_state import MEDIA_NAMES, Request, User

BITS = {
    "MEDIA_PENDING": 2,
    "MEDIA_APPROVED": 4,
    "MEDIA_AVAILABLE": 8,
    "MEDIA_FAILED": 16,
    "TEST_NOTIFICATION": 32,
    "MEDIA_DECLINED": 64,
    "MEDIA_AUTO_APPROVED": 128,
    "ISSUE_CREATED": 256,
    "ISSUE_COMMENT": 512,
    "ISSUE_RESOLVED": 1024,
    "ISSUE_REOPENED": 2048,
}
_EVENTS = {
    "MEDIA_PENDING": "New {kind} Request",
    "MEDIA_APPROVED": "{kind} Request Approved",
    "MEDIA_AVAILABLE": "{kind} Request Now Available",
    "MEDIA_FAILED": "{kind} Request Failed",
    "MEDIA_DECLINED": "{kind} Request Declined",
    "MEDIA_AUTO_APPROVED": "{kind} Request Automatically Approved",
}
DEFAULT_TEMPLATE: dict[str, Any] = {
    "notification_type": "{{notification_type}}",
    "event": "{{event}}",
    "subject": "{{subject}}",
    "message": "{{message}}",
    "image": "{{image}}",
    "{{media}}": {
        "media_type": "{{media_type}}",
        "tmdbId": "{{media_tmdbid}}",
        "tvdbId": "{{media_tvdbid}}",
        "status": "{{media_status}}",
        "status4k": "{{media_status4k}}",
    },
    "{{request}}": {
        "request_id": "{{request_id}}",
        "requestedBy_email": "{{requestedBy_email}}",
        "requestedBy_username": "{{requestedBy_username}}",
        "requestedBy_avatar": "{{requestedBy_avatar}}",
        "requestedBy_settings_discordId": "{{requestedBy_settings_discordId}}",
        "requestedBy_settings_telegramChatId": "{{requestedBy_settings_telegramChatId}}",
    },
    "{{issue}}": {"issue_id": "{{issue_id}}"},
    "{{comment}}": {"comment_message": "{{comment_message}}"},
    "{{extra}}": [],
}


@dataclass
class Hook:
    """The agent's settings, all that it sent, and what goes wrong on the way."""

    enabled: bool = False
    types: int = 0
    url: str = ""
    auth: str = ""
    template: str = field(default_factory=lambda: json.dumps(DEFAULT_TEMPLATE))
    drop: bool = False
    """Send nothing, and do not keep it: a lost webhook."""
    made: list[dict[str, Any]] = field(default_factory=list)
    """Every body in the order of its making, also of those that nobody was sent."""
    answers: list[int] = field(default_factory=list)
    _waiting: "queue.Queue[bytes | None]" = field(default_factory=queue.Queue)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(60)

    def tell(self, kind: str, request: Request | None, *, extra: str = "") -> None:
        body = filled(json.loads(self.template), _facts(kind, request, extra), request is not None)
        self.made.append(body)
        if not self.drop and self.enabled and self.types & BITS[kind] | BITS[kind] & 32:
            self.post(body)

    def post(self, body: dict[str, Any]) -> None:
        """Send any body, e.g. one that was sent before."""
        self._waiting.put(json.dumps(body).encode())

    def idle(self) -> bool:
        return self._waiting.unfinished_tasks == 0

    def _work(self) -> None:
        while (body := self._waiting.get()) is not None:
            if self.url:
                self._send(body)
            self._waiting.task_done()
        self._waiting.task_done()

    def _send(self, body: bytes) -> None:
        headers = {"Content-Type": "application/json", "User-Agent": "axios/1.3.4"}
        if self.auth:
            headers["Authorization"] = self.auth
        sent = urllib.request.Request(self.url, data=body, headers=headers)  # noqa: S310 - loopback
        # Whatever comes back is ignored, as it is there.
        with contextlib.suppress(OSError):
            try:
                with urllib.request.urlopen(sent, timeout=60) as answer:  # noqa: S310 - loopback
                    self.answers.append(answer.status)
            except urllib.error.HTTPError as refused:
                self.answers.append(refused.code)


def filled(template: dict[str, Any], facts: dict[str, str], known: bool) -> dict[str, Any]:  # noqa: FBT001
    """The template with its variables replaced; whole objects become null when absent."""
    body: dict[str, Any] = {}
    for name, value in template.items():
        bare = name.replace("{{", "").replace("}}", "")
        if name in {"{{issue}}", "{{comment}}"} or (name != bare and not known):
            body[bare] = None
        else:
            body[bare] = _replaced(value, facts)
    if "{{extra}}" in template:
        seasons = facts["seasons"]
        body["extra"] = [{"name": "Requested Seasons", "value": seasons}] if seasons else []
    return body


def _replaced(value: Any, facts: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(one, facts) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    start, end = value.find("{{"), value.find("}}")
    if start < 0 or end < start:
        return value
    return value[:start] + facts.get(value[start + 2 : end], "") + value[end + 2 :]


def _facts(kind: str, request: Request | None, extra: str) -> dict[str, str]:
    if request is None:
        return {"notification_type": kind, "subject": "Test Notification", "seasons": extra}
    media, by = request.media, request.by
    word = "Movie" if media.kind == "movie" else "Series"
    event = _EVENTS.get(kind, "").format(kind=word)
    return {
        "notification_type": kind,
        "event": f"4K {event}" if request.is4k else event,
        "subject": media.title,
        "message": "",
        "media_type": media.kind,
        "media_tmdbid": str(media.tmdb_id),
        "media_tvdbid": str(media.tmdb_id + 7) if media.kind == "tv" else "",
        "media_status": MEDIA_NAMES[media.status],
        "media_status4k": MEDIA_NAMES[media.status4k],
        "request_id": str(request.id),
        "seasons": extra or ", ".join(str(number) for number in request.seasons),
        **_person(by),
    }


def _person(by: User) -> dict[str, str]:
    return {
        "requestedBy_email": by.email,
        "requestedBy_username": by.name,
        "requestedBy_avatar": f"https://plex.tv/users/{by.id}/avatar",
    }
