"""What this slice adds to the app, and how its parts are put together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from argon2 import PasswordHasher
from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from medianest.accounts import jobs, routes
from medianest.accounts.csrf import CsrfTokens
from medianest.accounts.device_tokens import DeviceTokens
from medianest.accounts.doorman import Doorman
from medianest.accounts.guards import provide_me
from medianest.accounts.limits import LoginLimits, Tries
from medianest.accounts.middleware import Authentication
from medianest.accounts.origins import Origins
from medianest.accounts.pairing_code import NO_CA
from medianest.accounts.passwords import Passwords, standard_hasher
from medianest.accounts.queries import sessions as session_queries
from medianest.accounts.service import (
    GivenOwner,
    LettingIn,
    Pairings,
    People,
    Profiles,
    Sessions,
    Setup,
    SignIn,
    Tickets,
)
from medianest.accounts.setup_code import SetupCode
from medianest.accounts.tokens import AccessTokens
from medianest.infra.events import LiveEvents
from medianest.infra.provide import provided
from medianest.infra.tasks import Tasks
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsConfig:
    """What the slice is told; the first of `secrets` signs, the others still verify."""

    setup_code: Path
    setup_seed: bytes = field(default=b"", repr=False)
    secrets: Sequence[bytes] = field(repr=False)
    origins: Origins = field(default_factory=Origins)
    ca_fingerprint: bytes = NO_CA
    """SHA-256 of the certificate authority behind our own TLS."""
    owner: GivenOwner | None = None
    access_lifetime: timedelta = timedelta(minutes=15)
    session_lifetime: timedelta = timedelta(days=30)
    limits: LoginLimits = field(default_factory=LoginLimits)
    hasher: PasswordHasher = field(default_factory=standard_hasher)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The slice's services."""

    doorman: Doorman
    device_tokens: DeviceTokens
    csrf: CsrfTokens
    origins: Origins
    sessions: Sessions
    sign_in: SignIn
    setup: Setup
    profiles: Profiles
    people: People
    tickets: Tickets
    pairings: Pairings
    letting_in: LettingIn
    live: LiveEvents
    clock: Clock

    @classmethod
    def assemble(
        cls, config: AccountsConfig, live: LiveEvents, *, clock: Clock = now, ids: Ids = new_id
    ) -> "Accounts":
        """Put the services together; nothing is opened or started."""
        tokens = AccessTokens(config.secrets, lifetime=config.access_lifetime, clock=clock)
        doorman = Doorman(tokens, session_queries.principal, clock=clock)
        sessions = Sessions(tokens, doorman, live, clock, ids, config.session_lifetime)
        passwords = Passwords(config.hasher)
        tries, limits = Tries(clock), config.limits
        code = SetupCode(config.setup_code, config.setup_seed)
        return cls(
            doorman=doorman,
            device_tokens=DeviceTokens(doorman, clock=clock),
            csrf=CsrfTokens(config.secrets),
            origins=config.origins,
            sessions=sessions,
            sign_in=SignIn(passwords, sessions, tries, clock, limits),
            setup=Setup(code, passwords, sessions, tries, limits, config.owner),
            profiles=Profiles(passwords, sessions, tries, limits),
            people=People(passwords, sessions),
            tickets=Tickets(doorman, clock),
            pairings=Pairings(sessions, tries, config.ca_fingerprint),
            letting_in=LettingIn(sessions, tries),
            live=live,
            clock=clock,
        )


# Litestar keeps plugins in a set, so they are compared by identity.
@dataclass(frozen=True, eq=False)
class AccountsFeature(InitPlugin):
    """Sign-in for every route, and the routes about people.

    Its lifespan comes after those of the database and of live events.
    """

    accounts: Accounts
    base: str

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the middleware, the routes, `me` for everybody, the services for this slice."""
        accounts = self.accounts
        app_config.middleware.append(
            Authentication(
                accounts.doorman, accounts.device_tokens, accounts.csrf, accounts.origins
            )
        )
        app_config.dependencies["me"] = Provide(provide_me, sync_to_thread=False)
        router = routes.router(self.base)
        router.dependencies = {name: provided(part) for name, part in self._parts().items()}
        app_config.route_handlers.append(router)
        app_config.lifespan.append(self._lifespan)
        return app_config

    def _parts(self) -> dict[str, object]:
        return {
            "csrf_tokens": self.accounts.csrf,
            "origins": self.accounts.origins,
            "sessions": self.accounts.sessions,
            "sign_in": self.accounts.sign_in,
            "setup_service": self.accounts.setup,
            "profiles": self.accounts.profiles,
            "people": self.accounts.people,
            "tickets": self.accounts.tickets,
            "pairings": self.accounts.pairings,
            "letting_in": self.accounts.letting_in,
        }

    @asynccontextmanager
    async def _lifespan(self, _: Litestar) -> AsyncIterator[None]:
        await self.accounts.setup.prepare()
        async with Tasks() as tasks:
            live = self.accounts.live
            tasks.start(jobs.watch(live, self.accounts.doorman), name="accounts")
            tasks.start(jobs.note_watchers(live, self.accounts.clock), name="devices-seen")
            yield
