import hmac
from collections.abc import Iterator

import pytest
from tests.plex.moment import Corner, Report
from tests.standins.webhook import Webhook
from tests.support.waiting import soon

from medianest.infra.database import fetchrow, transaction
from medianest.plex.service import Plex


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with Webhook() as running:
        yield running


@pytest.fixture
def corner(connected: Plex, hook: Webhook, tmp_path_factory: pytest.TempPathFactory) -> Corner:
    url = f"http://127.0.0.1:{hook.port}/synced?by=plex"
    return Corner(connected, tmp_path_factory.mktemp("corner"), report_url=url)


async def finish(corner: Corner) -> Report:
    report = Report()
    corner.reports[report.id] = report
    async with transaction():
        await corner.moment.reporting.synced(report.id)
    return report


async def test_a_report_is_posted_with_a_signature_over_time_and_body(
    corner: Corner, hook: Webhook
) -> None:
    report = await finish(corner)

    async with corner.working():
        await soon(lambda: bool(hook.kept))

    [post] = hook.kept
    at = post.headers["X-MediaNest-Timestamp"]
    signature = hmac.digest(b"shared", f"{at}.".encode() + post.body, "sha256").hex()
    assert post.headers["X-MediaNest-Signature"] == f"sha256={signature}"
    assert post.headers["X-MediaNest-Delivery"] == str(report.id)
    assert post.path == "/synced?by=plex"
    assert post.json == {"id": str(report.id), "added": 3}


async def test_a_receiver_that_is_down_gets_the_same_report_later(
    corner: Corner, hook: Webhook
) -> None:
    hook.status = 503
    await finish(corner)

    async with corner.working():
        await soon(lambda: len(hook.kept) > 1)
        hook.status = 200
        await soon(_is_done)

    assert len({post.body for post in hook.kept}) == 1
    assert len({post.headers["X-MediaNest-Delivery"] for post in hook.kept}) == 1


async def test_a_receiver_that_refuses_is_not_asked_again(corner: Corner, hook: Webhook) -> None:
    hook.status = 404
    await finish(corner)

    async with corner.working():
        await soon(_is_buried)

    assert len(hook.kept) == 1


async def _state() -> str:
    row = await fetchrow("SELECT state FROM jobs WHERE kind = 'plex.report'")
    return str(row["state"]) if row else ""


async def _is_done() -> bool:
    return await _state() == "done"


async def _is_buried() -> bool:
    return await _state() == "failed"
