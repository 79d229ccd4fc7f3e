"""The dashboard's files, asked for over HTTP."""

import base64
import hashlib
from pathlib import Path

import pytest
from tests.web.conftest import MODULE, PAGE, SCRIPT, Visit

START = "/_app/immutable/entry/start.js"


@pytest.mark.parametrize("path", ["/", "/downloads", "/downloads/0197-5f", "/settings/plex"])
async def test_every_address_of_the_dashboard_is_answered_with_its_page(
    built: Path, visit: Visit, path: str
) -> None:
    async with visit(built) as client:
        answer = await client.get(path)

    assert answer.status_code == 200
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/missing.js", "/_app/immutable/gone.css", "/api/v1/nothing", "/.stamp"]
)
async def test_what_is_not_there_is_not_answered_with_a_page(
    built: Path, visit: Visit, path: str
) -> None:
    async with visit(built) as client:
        answer = await client.get(path)

    assert answer.status_code == 404


async def test_a_path_never_leaves_the_bundle(built: Path, visit: Visit) -> None:
    (built.parent / "secret.txt").write_text("secret")

    async with visit(built) as client:
        answer = await client.get("/..%2fsecret.txt")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
    ],
)
async def test_a_browser_gets_the_smallest_form_that_it_accepts(
    built: Path, visit: Visit, accepted: str, encoding: str | None
) -> None:
    async with visit(built) as client:
        answer = await client.get(START, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("content-encoding") == encoding
    assert answer.content == MODULE
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_hashed_files_are_kept_for_a_year(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        answer = await client.get(START)

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_an_unchanged_page_is_not_sent_again(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        first = await client.get("/")
        second = await client.get("/", headers={"If-None-Match": first.headers["etag"]})

    assert second.status_code == 304
    assert second.content == b""
    assert second.headers["etag"] == first.headers["etag"]


async def test_a_head_request_is_answered_without_a_body(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        answer = await client.head(START)

    assert answer.status_code == 200
    assert answer.content == b""


async def test_the_policy_allows_the_inline_script_and_no_other(built: Path, visit: Visit) -> None:
    digest = base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode()

    async with visit(built) as client:
        policy = (await client.get("/")).headers["content-security-policy"]

    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


async def test_every_answer_carries_the_security_headers(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        answers = [await client.get(path) for path in ("/", "/api/v1/info", "/missing.js")]

    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "geolocation=()" in answer.headers["permissions-policy"]


async def test_the_service_worker_may_fetch_what_the_page_may(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        page = await client.get("/")
        worker = await client.get("/service-worker.js")

    policy = "content-security-policy"
    assert worker.headers[policy] == page.headers[policy]
