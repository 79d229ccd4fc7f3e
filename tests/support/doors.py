"""Slices behind their real doors: sign-in, guards and problem documents, in process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import httpx2
from litestar import Litestar
from litestar.di import Provide
from litestar.plugins import InitPlugin
from litestar.types import ControllerRouterHandler

from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.device_tokens import DeviceTokens
from medianest.accounts.doorman import Doorman
from medianest.accounts.guards import provide_me
from medianest.accounts.middleware import Authentication
from medianest.accounts.origins import Origins
from medianest.accounts.permissions import Role
from medianest.accounts.queries import people, sessions
from medianest.accounts.tokens import AccessTokens
from medianest.infra.problems import RecordError, exception_handlers
from medianest.kit.clock import now
from medianest.kit.ids import new_id

_KEYS = [b"k" * 32]


def _unheard(_: object) -> None:
    """Nobody counts failures."""


@dataclass
class Doors:
    """An app of these features, and people who may enter it."""

    features: Sequence[InitPlugin]
    record_error: RecordError = _unheard
    handlers: list[ControllerRouterHandler] = field(default_factory=list)
    people: dict[Role, UUID] = field(default_factory=dict)
    """Who entered last with each role."""
    tokens: AccessTokens = field(
        default_factory=lambda: AccessTokens(_KEYS, lifetime=timedelta(minutes=15), clock=now)
    )

    def app(self) -> Litestar:
        doorman = Doorman(self.tokens, sessions.principal, clock=now)
        devices = DeviceTokens(doorman, clock=now)
        return Litestar(
            self.handlers,
            plugins=[*self.features],
            middleware=[Authentication(doorman, devices, CsrfTokens(_KEYS), Origins())],
            exception_handlers=exception_handlers(self.record_error),
            dependencies={"me": Provide(provide_me, sync_to_thread=False)},
            openapi_config=None,
        )

    async def _sign_in(self, role: Role) -> str:
        person, session, name = new_id(), new_id(), f"{role}-{new_id().hex[-8:]}"
        row = people.PersonRow(
            id=person, email=f"{name}@example.org", name=name, role=role, created_at=now()
        )
        await people.add(row, password_hash="-")
        self.people[role] = person
        await sessions.open_session(
            sessions.NewSession(
                id=session,
                person=person,
                at=now(),
                expires_at=now() + timedelta(days=1),
                device="test",
                user_agent="",
                address="",
            )
        )
        return self.tokens.issue(person=person, session=session)

    @asynccontextmanager
    async def enter(self, role: Role) -> AsyncIterator[httpx2.AsyncClient]:
        """A client of somebody with `role`, below the API's base."""
        token = await self._sign_in(role)
        transport = httpx2.ASGITransport(app=cast("Any", self.app()), raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport,
            base_url="http://test/api/v1",
            headers={"Authorization": f"Bearer {token}"},
        ) as client:
            yield client
