"""A household whose people are told things, over real parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from tests.support.appliance import free_port

from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.device_tokens import DeviceTokens
from medianest.accounts.doorman import Doorman
from medianest.accounts.events import tell_changed, tell_revoked
from medianest.accounts.guards import provide_me
from medianest.accounts.middleware import Authentication
from medianest.accounts.origins import Origins
from medianest.accounts.permissions import Role
from medianest.accounts.queries import people, sessions
from medianest.accounts.service import Tickets
from medianest.accounts.tokens import AccessTokens
from medianest.infra.database import fetch, transaction
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Timing, Worker
from medianest.infra.problems import exception_handlers
from medianest.infra.tasks import Tasks
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.notifications.channels import Channels
from medianest.notifications.courier.courier import Courier
from medianest.notifications.delivery import Deliveries
from medianest.notifications.feature import NotificationsFeature
from medianest.notifications.live.conversation import Pace
from medianest.notifications.live.door import Door
from medianest.notifications.live.seats import Seats
from medianest.notifications.schemas import Level
from medianest.notifications.service import Notifications

_KEYS = [b"k" * 32]
_QUICK = Timing(tick=timedelta(milliseconds=100), orphan_grace=timedelta(milliseconds=100))


@dataclass(frozen=True)
class Inhabitant:
    id: UUID
    session: UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class House:
    """The slice with everything it stands on; `serve` opens its doors."""

    def __init__(self, folder: Path, *, allowed_private: tuple[str, ...] = ()) -> None:
        self.events = LiveEvents()
        self.jobs = Jobs()
        self.vault = Vault(folder / "keys")
        self.courier = Courier(allowed_private=allowed_private)
        self.notifications = Notifications(self.events, self.jobs)
        self.channels = Channels(self.courier, self.vault, self._may_reach_home)
        self.deliveries = Deliveries(
            self.courier, self.vault, self._may_reach_home, "https://nest.example.org"
        )
        self.tokens = AccessTokens(_KEYS, lifetime=timedelta(minutes=15), clock=now)
        self.doorman = Doorman(self.tokens, sessions.principal, clock=now)
        self.tickets = Tickets(self.doorman, now)
        self.seats = Seats(most=3)
        self.pace = Pace()

    async def _may_reach_home(self, person: UUID) -> bool:
        found = await people.find(person)
        return found is not None and found.role in {Role.OWNER, Role.ADMIN}

    async def add(self, name: str, role: Role = Role.MEMBER) -> Inhabitant:
        """Somebody who is signed in."""
        row = people.PersonRow(
            id=new_id(), email=f"{name}@example.org", name=name, role=role, created_at=now()
        )
        await people.add(row, password_hash="-")
        session = new_id()
        await sessions.open_session(
            sessions.NewSession(
                id=session,
                person=row.id,
                at=now(),
                expires_at=now() + timedelta(days=1),
                device="test",
                user_agent="",
                address="",
            )
        )
        return Inhabitant(row.id, session, self.tokens.issue(person=row.id, session=session))

    async def tell(
        self, *who: Inhabitant, cause: str = "film:1", level: Level = "info", kind: str = "film"
    ) -> None:
        """Tell people about a film."""
        await self.notifications.tell(
            [one.id for one in who],
            kind,
            cause=cause,
            title=f"About {cause}",
            body="It is here.",
            level=level,
            link="/films/1",
            params={"film": cause},
        )

    async def revoke(self, who: Inhabitant) -> None:
        """End a session as signing out does."""
        async with transaction():
            await tell_revoked(self.events, who.id, [who.session], why="signed_out")

    async def give(self, who: Inhabitant, role: Role) -> None:
        """Change somebody's role as an admin does."""
        async with transaction():
            await people.change(who.id, people.Changes(role=role), at=now())
            await tell_changed(self.events, who.id)

    @asynccontextmanager
    async def working(self, *, attempts: int = 2) -> AsyncIterator[None]:
        """Deliver what waits."""
        kind = self.deliveries.job(attempts=attempts, base=timedelta(milliseconds=50))
        async with Worker(self.jobs, [kind], timing=_QUICK):
            yield

    def app(self) -> Litestar:
        feature = NotificationsFeature(
            self.notifications,
            self.channels,
            self.deliveries,
            Door(self.tickets.tear, self.doorman.ask, self.seats),
            base="/api/v1",
            keep=timedelta(days=90),
            pace=self.pace,
        )
        return Litestar(
            plugins=[feature],
            compression_config=CompressionConfig(
                "brotli", brotli_gzip_fallback=True, exclude_opt_key="precompressed"
            ),
            middleware=[
                Authentication(
                    self.doorman,
                    DeviceTokens(self.doorman, clock=now),
                    CsrfTokens(_KEYS),
                    Origins(),
                )
            ],
            exception_handlers=exception_handlers(lambda _: None),
            dependencies={"me": Provide(provide_me, sync_to_thread=False)},
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Serve over real sockets; the port."""
        port = free_port()
        server = Server(
            self.app(), port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=True
        )
        async with Tasks() as tasks, self.events:
            running = tasks.start(server.serve(), name="server")
            await _answers(port)
            try:
                yield port
            finally:
                server.stop()  # type: ignore[no-untyped-call]  # Granian types few
                await running

    async def states(self) -> list[str]:
        """The states of all deliveries."""
        return [row["state"] for row in await fetch("SELECT state FROM deliveries ORDER BY id")]


async def _answers(port: int) -> None:
    transport = httpx2.AsyncHTTPTransport(retries=40)
    async with httpx2.AsyncClient(transport=transport) as client:
        await client.get(f"http://127.0.0.1:{port}/", timeout=60)
