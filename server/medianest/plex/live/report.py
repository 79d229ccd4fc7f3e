"""Posts each sync report to an address of the owner's, signed, until it is taken."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from medianest.infra.http import HttpClient, OutsideAnswerError
from medianest.infra.jobs import GiveUpError, JobKind, Jobs, RetryLaterError, Run
from medianest.infra.outside import Outside
from medianest.kit.clock import Clock, now
from medianest.kit.errors import OutsideError, UnavailableError

ReadReport = Callable[[UUID], Awaitable[msgspec.Struct | None]]
"""The report of a sync as the interface shows it; None if it is gone."""

_NAME = "plex.report"
_TIMEOUT = timedelta(seconds=15)
# They say that it is not the report's fault.
_PASSING = frozenset({408, 425, 429})
_SERVER_ERROR = 500


class Finished(msgspec.Struct, frozen=True):
    """Which sync is reported."""

    sync: UUID


@dataclass(frozen=True, slots=True)
class Reporting:
    """Does nothing while no `url` is set.

    The receiver checks `X-MediaNest-Signature`, `sha256=` and the hex HMAC of
    `<X-MediaNest-Timestamp>.<body>`; `X-MediaNest-Delivery` is the same for each try.
    """

    jobs: Jobs
    read: ReadReport
    url: str
    secret: str
    first_wait: timedelta = timedelta(seconds=10)
    clock: Clock = now

    @property
    def kind(self) -> JobKind[Finished]:
        """The background work."""
        return JobKind(
            name=_NAME,
            payload=Finished,
            run=self._post,
            queue="plex",
            attempts=8,
            base=self.first_wait,
        )

    async def synced(self, sync: UUID) -> None:
        """Have the report of `sync` posted once the present transaction is through."""
        if self.url:
            await self.jobs.enqueue(_NAME, Finished(sync), subject=f"plex-sync:{sync}")

    async def _post(self, finished: Finished, _: Run) -> None:
        report = await self.read(finished.sync)
        if report is None or not self.url:
            return
        body, at = msgspec.json.encode(report), str(int(self.clock().timestamp()))
        headers = {
            "X-MediaNest-Event": "library.synced",
            "X-MediaNest-Delivery": str(finished.sync),
            "X-MediaNest-Timestamp": at,
            "X-MediaNest-Signature": f"sha256={self._signature(at, body)}",
        }
        try:
            await self._send(body, headers)
        except OutsideAnswerError as refused:
            if refused.answered < _SERVER_ERROR and refused.answered not in _PASSING:
                raise GiveUpError(refused.detail) from refused
            raise RetryLaterError(refused.detail, refused.retry_after) from refused
        except (OutsideError, UnavailableError) as failure:
            raise RetryLaterError(failure.detail) from failure

    async def _send(self, body: bytes, headers: dict[str, str]) -> None:
        place = urlsplit(self.url)
        path = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
        outside = Outside("plex-report", timeout=_TIMEOUT)
        async with HttpClient(outside, f"{place.scheme}://{place.netloc}") as client:
            await client.send("POST", path, body=msgspec.Raw(body), headers=headers)

    def _signature(self, at: str, body: bytes) -> str:
        return hmac.digest(self.secret.encode(), f"{at}.".encode() + body, "sha256").hex()
