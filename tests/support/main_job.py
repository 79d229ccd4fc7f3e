"""The steps of the main job, over HTTP alone: for whichever appliance a test has started."""

import json
from typing import Any

import httpx2
from tests.support.visited import Visited
from tests.support.waiting import until
from websockets.sync.client import ClientConnection, connect

FINISHED = {"available", "failed", "cancelled"}


def watch(appliance: Visited, token: str) -> ClientConnection:
    address = appliance.base_url.replace("http", "ws") + "/api/v1/events"
    return connect(address, additional_headers={"Authorization": f"Bearer {token}"})


def frames_until_notified(socket: ClientConnection) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    while not any(frame["type"] == "notification" for frame in frames):
        frames.append(json.loads(socket.recv(timeout=60)))
    return frames


def connect_plex(client: httpx2.Client, url: str, token: str, *, local: str) -> None:
    """Connect a Plex that knows the folder `local` of the appliance as /plex/videos."""
    mappings = [{"local": local, "plex": "/plex/videos"}]
    answer = client.put(
        "/services/plex", json={"url": url, "token": token, "pathMappings": mappings}
    )
    assert answer.status_code == 200, answer.text
    assert token not in answer.text


def add_channel(client: httpx2.Client, url: str) -> None:
    """Send everything to `url` too, and see that a test message gets there."""
    answer = client.post("/notifications/channels", json={"name": "Channel", "url": url})
    assert answer.status_code == 201, answer.text
    tested = client.post(f"/notifications/channels/{answer.json()['id']}/test")
    assert tested.json() == {"ok": True, "error": None}


def submit(client: httpx2.Client, url: str) -> str:
    """Hand in a link; the id of its download."""
    accepted = client.post("/youtube/downloads", json={"url": url})
    assert accepted.status_code == 201, accepted.text
    key: str = accepted.json()["id"]
    return key


def ended(client: httpx2.Client, download: str) -> dict[str, Any]:
    """What became of it, as soon as nothing more will."""
    path = f"/youtube/downloads/{download}"
    until(lambda: client.get(path).json()["state"] in FINISHED, what=path)
    body: dict[str, Any] = client.get(path).json()
    return body
