"""Whether the appliance lives, whether it is ready, and what it has counted."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from time import monotonic
from typing import Any, Literal

import structlog
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from medianest.infra import metrics
from medianest.infra.problems import as_expected
from medianest.infra.provide import provided
from medianest.kit.errors import ForbiddenError, MediaNestError, NotSignedInError
from medianest.kit.wire import Wire

log = structlog.get_logger()

Verdict = Literal["ok", "warning", "failed"]
Check = Callable[[], Awaitable[str | None]]
"""Raises when something is wrong; what it returns is told as detail."""


class CheckResult(Wire, frozen=True):
    """What one check found."""

    name: str
    status: Verdict
    detail: str = ""


class Health(Wire, frozen=True):
    """All checks together; the status is that of the worst."""

    status: Verdict
    checks: list[CheckResult]


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    check: Check
    required: bool


class Checks:
    """The named checks that decide whether the appliance is ready."""

    def __init__(
        self,
        *,
        within: timedelta = timedelta(seconds=2),
        fresh_for: timedelta = timedelta(seconds=1),
    ) -> None:
        self._within = within.total_seconds()
        self._fresh_for = fresh_for.total_seconds()
        self._checks: list[_Named] = []
        self._one_at_a_time = asyncio.Lock()
        self._latest: Health | None = None
        self._asked_at = 0.0
        self._failing: set[str] = set()

    def add(self, name: str, check: Check, *, required: bool = True) -> None:
        """Ask `check` too; one that is not `required` can only warn."""
        self._checks.append(_Named(name, check, required))

    async def run(self) -> Health:
        """Ask all of them at once, or repeat an answer of a moment ago: strangers may ask."""
        async with self._one_at_a_time:
            if self._latest is None or monotonic() - self._asked_at >= self._fresh_for:
                results = await asyncio.gather(*(self._ask(named) for named in self._checks))
                self._latest = Health(status=_worst(results), checks=results)
                self._asked_at = monotonic()
            return self._latest

    async def _ask(self, named: _Named) -> CheckResult:
        try:
            async with asyncio.timeout(self._within):
                detail = await named.check()
        except TimeoutError:
            return self._wrong(named, f"no answer within {self._within:g} s")
        except Exception as failure:  # noqa: BLE001 - a check may fail in any way: that is the news
            known = as_expected(failure)
            if known.status != MediaNestError.status:
                return self._wrong(named, known.detail, because=failure.__cause__)
            return self._wrong(named, "see the log", bug=failure)
        if named.name in self._failing:
            self._failing.remove(named.name)
            log.info("check_recovered", check=named.name)
        return CheckResult(name=named.name, status="ok", detail=detail or "")

    def _wrong(
        self,
        named: _Named,
        detail: str,
        *,
        because: BaseException | None = None,
        bug: Exception | None = None,
    ) -> CheckResult:
        if named.name not in self._failing:
            self._failing.add(named.name)
            reason = repr(because) if because else None
            log.warning(
                "check_failed", check=named.name, detail=detail, reason=reason, exc_info=bug
            )
        bad: Verdict = "failed" if named.required else "warning"
        return CheckResult(name=named.name, status=bad, detail=detail)


def routers(checks: Checks, *, metrics_token: str = "", base: str = "/api/v1") -> list[Router]:
    """`/health`, `/ready` and `/metrics`, at the root and under `base`.

    Without `metrics_token` only a direct caller on this machine may read the metrics.
    """
    dependencies = {
        "checks": provided(checks),
        "metrics_token": provided(metrics_token),
    }
    handlers = [health, ready, read_metrics]
    return [
        Router("/", route_handlers=handlers, dependencies=dependencies, include_in_schema=False),
        Router(
            base,
            route_handlers=handlers,
            dependencies=dependencies,
            opt={"public": True},
            tags=["health"],
        ),
    ]


@get("/health")
async def health() -> Health:
    """The process lives and its event loop turns."""
    return Health(status="ok", checks=[])


@get("/ready", responses={503: ResponseSpec(Health, description="Something is missing")})
async def ready(checks: NamedDependency[Checks]) -> Response[Health]:
    """Everything that is needed to serve is there; 503 while something is not."""
    found = await checks.run()
    failed = found.status == "failed"
    return Response(found, status_code=HTTP_503_SERVICE_UNAVAILABLE if failed else HTTP_200_OK)


@get("/metrics", media_type=metrics.CONTENT_TYPE)
async def read_metrics(
    request: Request[Any, Any, Any], metrics_token: NamedDependency[str]
) -> bytes:
    """What was counted, in Prometheus' text format."""
    if metrics_token:
        _require_token(request, metrics_token)
    elif not _is_direct_and_local(request):
        raise ForbiddenError("Metrics are shown to this machine only until a token is configured")
    return metrics.rendered()


def _require_token(request: Request[Any, Any, Any], expected: str) -> None:
    sent = request.headers.get("authorization", "").encode("utf-8", "replace")
    if not hmac.compare_digest(sent, f"Bearer {expected}".encode()):
        raise NotSignedInError("The metrics need their bearer token")


def _is_direct_and_local(request: Request[Any, Any, Any]) -> bool:
    # Behind a proxy on the same machine everybody comes from loopback.
    if request.client is None or {"x-forwarded-for", "forwarded", "via"} & set(request.headers):
        return False
    try:
        caller = ip_address(request.client.host)
    except ValueError:
        return False
    # On `::` this machine's IPv4 callers come as ::ffff:127.0.0.1.
    return ((caller.version == 6 and caller.ipv4_mapped) or caller).is_loopback  # noqa: PLR2004


def _worst(results: Sequence[CheckResult]) -> Verdict:
    found = {result.status for result in results}
    if "failed" in found:
        return "failed"
    return "warning" if "warning" in found else "ok"
