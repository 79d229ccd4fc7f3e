"""Whether each service is up; a change is announced."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from medianest.infra.database import transaction
from medianest.infra.events import LiveEvents, holders
from medianest.infra.http import HttpClient, OutsideAnswerError, OutsideUnreachableError
from medianest.infra.jobs import Run, Schedule
from medianest.infra.outside import Outside
from medianest.kit.clock import Clock, now
from medianest.kit.errors import MediaNestError
from medianest.monitoring import queries
from medianest.monitoring.errors import NoSuchServiceError, ServiceRefusedError
from medianest.monitoring.schemas import ServiceConfig, ServiceStatus, State, Status
from medianest.monitoring.service import Services, kind_of

log = structlog.get_logger()

Check = Callable[[ServiceConfig], Awaitable[str]]
"""Looks at a service: says what answered, or raises a MediaNestError."""

_SERVER_ERROR = 500
_UNREACHABLE = "Nothing answers at {url}. Is the address right, and does it run there? ({reason})"
_LEFT_ALONE = 503


@dataclass(frozen=True, slots=True)
class Probes:
    """Looks at every service that is switched on, with its own check or by asking its address."""

    services: Services
    events: LiveEvents
    checks: Mapping[str, Check]
    clock: Clock = now

    async def test(self, name: str) -> Status:
        """Look at one service now. Raises NoSuchServiceError."""
        config = await self.services.get(name)
        if config is None:
            raise NoSuchServiceError(f"No service called {name[:40]!r} is configured.")
        state, detail = await self._look(config)
        return await self._keep(name, state, detail)

    async def probe(self) -> None:
        """Look at all that are switched on; one that fails keeps none from its turn."""
        for service in await self.services.list():
            if service.enabled:
                await self.test(service.name)
            elif service.status.state != "unknown":
                await self._keep(service.name, "unknown", "switched off")

    def schedule(self, every: timedelta) -> Schedule:
        """The recurring probe."""

        async def run(_: Run) -> None:
            await self.probe()

        return Schedule(name="monitoring.probe", every=every, run=run)

    async def _look(self, config: ServiceConfig) -> tuple[State, str]:
        check = self.checks.get(kind_of(config.name), ask_address)
        try:
            return "ok", await check(config)
        except OutsideUnreachableError as silence:
            return "down", _UNREACHABLE.format(url=config.url, reason=silence.__cause__ or silence)
        except MediaNestError as failure:
            return ("open" if failure.status == _LEFT_ALONE else "down"), failure.detail

    async def _keep(self, name: str, state: State, detail: str) -> Status:
        async with transaction():
            changed = await queries.save_status(name, state, detail, at=self.clock())
            if changed is not None:
                await self.events.announce(
                    "service.status",
                    ServiceStatus(name=name, status=changed),
                    to=holders("services.manage"),
                )
        if changed is not None:
            log.info("service_status", service=name, state=state)
        return changed or await queries.status(name)


async def ask_address(config: ServiceConfig) -> str:
    """Check a service of which nothing is known but its address.

    Anything but a failure of the server itself counts as alive, a sign-in page too.
    """
    outside = Outside(config.name, timeout=timedelta(seconds=5))
    async with HttpClient(outside, config.url, max_bytes=2_000_000) as client:
        try:
            answer = await client.get_bytes("", operation="probe")
        except OutsideAnswerError as refusal:
            if refusal.answered >= _SERVER_ERROR:
                raise ServiceRefusedError(
                    f"{config.url} answered with status {refusal.answered}."
                ) from refusal
            return f"answers with status {refusal.answered}"
    return f"answers with status {answer.status}"
