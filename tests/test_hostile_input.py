"""What bad input gets from the running appliance, over HTTP."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import OWNER, Appliance
from tests.support.hostile_sources import TITLES, VERDICTS, put_source, put_titled
from tests.support.people import PASSWORD, add_person, signed_in
from tests.support.waiting import until
from tests.support.watchful import leaks, look_at, watchful

LINK_PASSWORD = "hunter2-in-a-link"
DOWNLOADS = "/youtube/downloads"
# One appliance and one round of hostile sources for all of them.
pytestmark = pytest.mark.xdist_group("hostile-input")


class Grounds:
    """One appliance that may reach one site of the own network, and nothing else there."""

    def __init__(self, folder: Path, videos: Videos, site: MediaSite, inside: MediaSite) -> None:
        allowed = {"MEDIANEST__DOWNLOADS__ALLOWED_PRIVATE_HOSTS": site.authority}
        parallel = {"MEDIANEST__DOWNLOADS__PARALLEL": "8"}
        self.videos, self.site, self.inside = videos, site, inside
        self.appliance = Appliance(folder, **allowed, **parallel).start()
        self.token: str = self.appliance.set_up()["tokens"]["accessToken"]


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory, videos: Videos) -> Iterator[Grounds]:
    with MediaSite() as site, MediaSite() as inside:
        grounds = Grounds(tmp_path_factory.mktemp("hostile"), videos, site, inside)
        yield grounds
        grounds.appliance.stop()


@pytest.fixture
def owner(grounds: Grounds) -> Iterator[httpx2.Client]:
    with watchful(grounds.appliance, grounds.token) as client:
        yield client


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("not a link", "not_a_link"),
        ("--exec=touch owned", "not_a_link"),
        ("-", "not_a_link"),
        ("file:///etc/passwd", "not_a_link"),
        ("ftp://example.org/a.mp4", "not_a_link"),
        ("data:video/mp4;base64,AAAA", "not_a_link"),
        ("https://example.org/a\r\nHost: b", "not_a_link"),
        (f"https://me:{LINK_PASSWORD}@example.org/a.mp4", "link_with_credentials"),
        ("http://127.0.0.1/", "private_address"),
        ("http://localhost/", "private_address"),
        ("http://LOCALHOST./", "private_address"),
        ("http://127.1/", "private_address"),
        ("http://0x7f000001/", "private_address"),
        ("http://0x7f.0.0.1/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://0177.0.0.1/", "private_address"),
        ("http://017700000001/", "private_address"),
        ("http://127。0。0。1/", "private_address"),
        ("http://①②⑦.⓪.⓪.①/", "private_address"),
        ("http://0.0.0.0/", "private_address"),
        ("http://10.0.0.1/", "private_address"),
        ("http://172.16.0.1/", "private_address"),
        ("http://192.168.178.1/", "private_address"),
        ("http://100.64.0.1/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[::]/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[fe80::1]/", "private_address"),
        ("http://[fd00::1]/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("http://[::ffff:7f00:1]/", "private_address"),
        ("http://[64:ff9b::7f00:1]/", "private_address"),
        ("http://[2002:7f00:1::]/", "private_address"),
    ],
)
def test_a_bad_link_is_refused_and_not_stored(owner: httpx2.Client, url: str, code: str) -> None:
    answer = owner.post(DOWNLOADS, json={"url": url})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert LINK_PASSWORD not in answer.text


def test_an_exception_for_one_port_opens_no_other(grounds: Grounds, owner: httpx2.Client) -> None:
    answer = owner.post(DOWNLOADS, json={"url": grounds.inside.url("/a.mp4")})

    assert (answer.status_code, answer.json()["code"]) == (422, "private_address")
    assert grounds.inside.seen == []


@pytest.fixture(scope="module")
def seen(grounds: Grounds) -> dict[str, dict[str, Any]]:
    """What became of every hostile source: the download once it has a failure or a file."""
    for name in VERDICTS:
        put_source(grounds.site, grounds.inside, grounds.videos, name)
    for name, title in TITLES.items():
        put_titled(grounds.site, grounds.videos, name, title)
    with watchful(grounds.appliance, grounds.token) as client:
        ids = {name: _submit(client, grounds.site.url(f"/{name}")) for name in VERDICTS | TITLES}
        return {name: until(partial(_ended, client, key)) for name, key in ids.items()}


def _submit(client: httpx2.Client, url: str) -> str:
    answer = client.post(DOWNLOADS, json={"url": url})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def _ended(client: httpx2.Client, download: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{DOWNLOADS}/{download}").json()
    return found if found["failure"] or found["file"] else {}


@pytest.mark.parametrize(("name", "kind"), VERDICTS.items())
def test_a_hostile_source_is_a_failure_with_a_name(
    grounds: Grounds, seen: dict[str, dict[str, Any]], name: str, kind: str
) -> None:
    assert seen[name]["failure"]["class"] == kind
    assert seen[name]["failure"]["message"]
    assert seen[name]["failure"]["hint"]
    assert seen[name]["file"] is None
    assert grounds.inside.seen == []


@pytest.mark.parametrize("name", TITLES)
def test_no_title_leads_out_of_the_media_folder(
    grounds: Grounds, seen: dict[str, dict[str, Any]], name: str
) -> None:
    file = Path(seen[name]["file"]["path"])
    media = grounds.appliance.media_dir

    assert file.resolve().is_relative_to(media)
    assert file.read_bytes() == grounds.videos.mp4.read_bytes()
    assert all(part not in {"", ".", ".."} for part in file.relative_to(media).parts)
    assert all(len(part.encode()) <= 255 and part.isprintable() for part in file.parts)


def test_twenty_megabytes_of_json_are_refused(owner: httpx2.Client) -> None:
    answer = owner.post(DOWNLOADS, json={"url": "https://example.org/" + "a" * 20_000_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"url": 1}',
        b'{"url": ""}',
        b'{"url": "https://example.org/", "exec": "touch owned"}',
        b'{"url": "https://example.org/", "requestedBy": "somebody"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_refused(
    owner: httpx2.Client, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}

    answer = owner.post(DOWNLOADS, content=body, headers=headers)

    assert answer.status_code == 400


@pytest.fixture(scope="module")
def another(grounds: Grounds) -> Iterator[httpx2.Client]:
    """Somebody who owns nothing."""
    with watchful(grounds.appliance, grounds.token) as owner:
        add_person(owner, "Mallory")
    with signed_in(grounds.appliance, "Mallory") as client:
        client.event_hooks = {"response": [look_at]}
        yield client


@pytest.fixture(scope="module")
def belongings(grounds: Grounds, seen: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The ids of things that are the owner's."""
    with watchful(grounds.appliance, grounds.token) as owner:
        until(lambda: owner.get("/notifications").json()["items"])
        channel = owner.post(
            "/notifications/channels", json={"name": "Web", "url": "json://127.0.0.1:1/"}
        )
        return {
            "download": seen["dots"]["id"],
            "notification": owner.get("/notifications").json()["items"][0]["id"],
            "channel": channel.json()["id"],
            "session": owner.get("/auth/session").json()["sessionId"],
            "nobody": str(uuid4()),
        }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/youtube/downloads/{download}"),
        ("POST", "/youtube/downloads/{download}/pause"),
        ("POST", "/youtube/downloads/{download}/resume"),
        ("POST", "/youtube/downloads/{download}/cancel"),
        ("POST", "/youtube/downloads/{download}/retry"),
        ("DELETE", "/youtube/downloads/{download}"),
        ("GET", "/youtube/downloads/{nobody}"),
        ("POST", "/notifications/{notification}/read"),
        ("DELETE", "/notifications/{notification}"),
        ("POST", "/notifications/channels/{channel}/test"),
        ("PATCH", "/notifications/channels/{channel}"),
        ("DELETE", "/notifications/channels/{channel}"),
        ("DELETE", "/auth/devices/{session}"),
        ("GET", "/youtube/downloads/not-an-id"),
    ],
)
def test_anothers_id_is_as_good_as_none(
    another: httpx2.Client, belongings: dict[str, str], method: str, path: str
) -> None:
    body = {"name": "Mine now"} if method == "PATCH" else None

    answer = another.request(method, path.format(**belongings), json=body)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/admin/users", "/admin/jobs", "/admin/audit", "/admin/errors", "/services"]
)
def test_what_a_member_may_not_do_is_forbidden(another: httpx2.Client, path: str) -> None:
    assert another.get(path).status_code == 403


@pytest.mark.parametrize("path", [DOWNLOADS, "/notifications", "/admin/users", "/dashboard"])
@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_nobody_gets_in_without_a_token(grounds: Grounds, path: str, token: str) -> None:
    with watchful(grounds.appliance, token) as stranger:
        assert stranger.get(path).status_code == 401


def test_the_log_holds_no_secret_and_no_stack_trace(
    grounds: Grounds, owner: httpx2.Client, seen: dict[str, dict[str, Any]]
) -> None:
    wrong = owner.post("/auth/login", json={"email": OWNER["email"], "password": "wrong-secret-1"})
    secrets = [OWNER["password"], PASSWORD, LINK_PASSWORD, grounds.token, "wrong-secret-1"]

    log = grounds.appliance.log.read_text()

    assert wrong.status_code == 401
    assert "download_failed" in log
    assert leaks(log, secrets) == []
    assert "Traceback" not in log
