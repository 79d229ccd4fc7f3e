"""Webhooks as Plex sends them: a form whose `payload` is JSON, with the picture beside it."""

import json
import urllib.error
import urllib.request
from typing import Any
from xml.etree.ElementTree import Element

from tests.standins.plex_documents import Detail, as_json, entry_xml
from tests.standins.plex_things import Entry, Section

_BOUNDARY = "------------------------4bc8a9d0a3c1ae1f"


def payload(
    event: str, server_id: str, name: str, entry: Entry | None, section: Section | None
) -> dict[str, Any]:
    """What Plex says about an event; administrative ones are about no item."""
    told: dict[str, Any] = {
        "event": event,
        "user": True,
        "owner": True,
        "Account": {"id": 1, "thumb": "https://plex.tv/users/1/avatar", "title": "Olga"},
        "Server": {"title": name, "uuid": server_id},
    }
    if event.startswith("media."):
        told["Player"] = {"local": True, "publicAddress": "203.0.113.7", "title": "TV", "uuid": "p"}
    if entry is not None and section is not None:
        container = Element("MediaContainer")
        container.append(entry_xml(entry, section, Detail({"includeGuids": "1"})))
        [item] = as_json(container)["MediaContainer"]["Metadata"]
        told["Metadata"] = {"librarySectionType": section.type, **item}
    return told


def form(told: object, thumb: bytes | None) -> tuple[bytes, str]:
    """The body and its content type."""
    text = told if isinstance(told, bytes) else json.dumps(told).encode()
    parts = [_part('name="payload"', "application/json", text)]
    if thumb is not None:
        parts.append(_part('name="thumb"; filename="thumb.jpg"', "image/jpeg", thumb))
    body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={_BOUNDARY}"


def deliver(url: str, told: object, thumb: bytes | None = None) -> int:
    """Post it, and say which status was answered."""
    body, kind = form(told, thumb)
    headers = {"Content-Type": kind, "User-Agent": "PlexMediaServer/1.43.1"}
    asked = urllib.request.Request(url, body, headers)  # noqa: S310 - a test's own address
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - the same
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def _part(disposition: str, kind: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n"
    return f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"
