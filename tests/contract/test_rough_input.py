"""Whatever is thrown at a running appliance, the answer is a problem document, and no 500."""

from typing import Any

import httpx2
import pytest

pytestmark = pytest.mark.xdist_group("contract")

NO_ID = "01a1fc26-df6c-73ea-9fd6-d69c129a4964"
LINK = "https://example.org/video"


def told(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["correlationId"] == answer.headers["x-correlation-id"]
    return problem


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b"\xff", b'{"url": "\xff"}', b'{"url": "\\ud800"}', b"[" * 9999]
)
def test_a_body_that_is_no_json_is_refused(owner: httpx2.Client, body: bytes) -> None:
    assert told(owner.post("/youtube/downloads", content=body))["status"] == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/notifications/channels", {"name": "a\0", "url": "json://example.org/"}),
        ("PUT", "/services/tmdb", {"url": "http://127.0.0.1:9", "options": {"a": "\0"}}),
        ("PUT", "/services/overseerr", {"url": "http://127.0.0.1:9", "secret": "é"}),
        ("PUT", "/services/plex", {"url": "http://127.0.0.1:9", "token": "é"}),
        ("PUT", "/notifications/preferences/a%00", {"channels": True}),
        ("POST", "/admin/queues/a%00/pause", None),
        ("POST", "/admin/schedules/a%00/run", None),
        ("GET", "/admin/jobs?kind=%00", None),
        ("GET", "/admin/audit?action=%00", None),
        ("POST", "/youtube/downloads", {"url": f"{LINK}\0"}),
        ("POST", "/youtube/preview", {"url": f"{LINK}\0"}),
        ("PATCH", "/auth/profile", {"name": "a\0"}),
        ("POST", "/admin/users", {"name": "a\0", "email": "a@example.org", "password": "p" * 20}),
        ("GET", "/media/requests?q=%00", None),
        ("POST", "/media/requests", {"mediaType": "movie", "tmdbId": 1, "note": "a\0"}),
        ("PUT", "/admin/quotas/role%00", {"films": {"limit": 1, "days": 7}}),
    ],
)
def test_text_that_cannot_be_stored_is_the_callers_mistake(
    owner: httpx2.Client, method: str, path: str, body: object
) -> None:
    assert told(owner.request(method, path, json=body))["status"] in {400, 404, 422}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=" + "9" * 5000,
        "limit=abc",
        "cursor=abc",
        "cursor=" + "a" * 20_000,
        "cursor=%00",
        "cursor=%ff",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/youtube/downloads",
        "/notifications",
        "/admin/users",
        "/admin/jobs",
        "/admin/errors",
        "/admin/removals",
        "/media/requests",
        "/plex/syncs",
    ],
)
def test_a_stretch_that_no_list_has_is_refused(owner: httpx2.Client, path: str, query: str) -> None:
    assert told(owner.get(f"{path}?{query}"))["status"] == 400


@pytest.mark.parametrize(
    "path",
    [
        f"/media/movie/{2**31}",
        f"/media/tv/1/seasons/{2**31}",
        f"/plex/libraries/{2**31}/items",
        f"/plex/libraries/{2**31}/collections",
        f"/plex/collections/{2**53}",
        f"/plex/images/a/{2**53}",
    ],
)
def test_a_number_that_cannot_be_stored_is_refused(owner: httpx2.Client, path: str) -> None:
    assert told(owner.get(path))["status"] == 400


def test_a_header_that_cannot_be_passed_on_is_refused(owner: httpx2.Client) -> None:
    answer = owner.get("/plex/tv/servers", headers={b"X-Plex-Token": b"\xff"})

    assert told(answer)["status"] == 400


@pytest.mark.parametrize("path", ["abc", "%00", NO_ID, "..%2f..", "a" * 5000])
def test_an_address_that_leads_nowhere_is_not_found(owner: httpx2.Client, path: str) -> None:
    assert told(owner.get(f"/youtube/downloads/{path}"))["status"] == 404


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PUT"])
def test_a_method_that_is_not_served_names_those_that_are(
    owner: httpx2.Client, method: str
) -> None:
    answer = owner.request(method, "/youtube/downloads")

    assert told(answer)["status"] == 405
    assert {"GET", "POST"} <= {*answer.headers["allow"].split(", ")}


@pytest.mark.parametrize("declared", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_is_not_declared_as_json_is_not_read(anyone: httpx2.Client, declared: str) -> None:
    answer = anyone.post("/auth/login", content=b"{}", headers={"Content-Type": declared})

    assert told(answer)["status"] == 415


def test_of_a_repeated_key_the_last_value_counts(owner: httpx2.Client) -> None:
    body = b'{"url": "https://example.org/", "url": "no link"}'

    assert told(owner.post("/youtube/downloads", content=body))["code"] == "not_a_link"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": b"Bearer \xff\xfe"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer " + "a" * 60_000},
        {"Cookie": b"medianest_access=\xff"},
        {"Cookie": 'medianest_access="a\\"; ;;=;x'},
    ],
)
def test_whoever_cannot_be_recognised_is_asked_to_sign_in(
    anyone: httpx2.Client, headers: dict[str, Any]
) -> None:
    assert told(anyone.get("/youtube/downloads", headers=headers))["status"] == 401


@pytest.mark.parametrize("path", ["/youtube/downloads", "/notifications", "/services"])
def test_what_is_polled_is_sent_once(owner: httpx2.Client, path: str) -> None:
    first = owner.get(path)
    again = owner.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/auth/session", "/auth/devices", "/csrf/token"])
def test_what_is_about_signing_in_is_never_kept(owner: httpx2.Client, path: str) -> None:
    answer = owner.get(path)

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_head_is_answered_and_a_stream_ends_with_it(owner: httpx2.Client) -> None:
    heads = [owner.head("/events/stream") for _ in range(20)]

    assert {head.status_code for head in heads} == {200}
    assert owner.head("/youtube/downloads").headers["etag"]
