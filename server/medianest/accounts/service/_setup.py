"""How a fresh MediaNest gets its owner: by the printed code, or by settings."""

from dataclasses import dataclass

import structlog

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.errors import SetupClosedError, WrongSetupCodeError
from medianest.accounts.limits import LoginLimits, Tries
from medianest.accounts.names import checked_email, checked_name
from medianest.accounts.passwords import Passwords, check_strength
from medianest.accounts.permissions import Role
from medianest.accounts.queries import limits, people
from medianest.accounts.queries.people import PersonRow
from medianest.accounts.schemas import ClaimOwnership, SignedIn
from medianest.accounts.service._sessions import Sessions
from medianest.accounts.setup_code import SetupCode
from medianest.infra.database import transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GivenOwner:
    """The owner that the settings name, for unattended installs."""

    email: str
    password: str
    name: str


@dataclass(frozen=True, slots=True)
class Setup:
    """Open until there is an owner, and never again."""

    code: SetupCode
    passwords: Passwords
    sessions: Sessions
    tries: Tries
    limits: LoginLimits
    given: GivenOwner | None = None

    async def is_open(self) -> bool:
        """Whether somebody still has to become the owner."""
        return not await people.owner_exists()

    async def prepare(self) -> str | None:
        """Make ready at a start: the code to print, or None once there is an owner.

        The settings' owner is made only while there is none. Later changes of that password are
        left to the dashboard and to `medianest reset-password`; a file must not undo them.
        """
        if self.given is not None and await self.is_open():
            await self._appoint(self.given)
        if await self.is_open():
            return self.code.ensure()
        self.code.remove()
        return None

    async def _appoint(self, given: GivenOwner) -> None:
        owner = self._new_owner(given.name, given.email, given.password)
        password_hash = await self.passwords.hash(given.password)
        async with transaction():
            await people.lock_owners()
            if await people.owner_exists():
                return
            await people.add(owner, password_hash=password_hash)
            await audit.record(None, "owner.appointed_by_settings", owner.id)
        log.info("owner_appointed", person=str(owner.id))

    async def admit(self, code: str, caller: Caller) -> None:
        """Let in whoever knows the code, before there is an owner; wrong tries are counted.

        Raises SetupClosedError, WrongSetupCodeError and TooManyTriesError.
        """
        if not await self.is_open():
            raise SetupClosedError
        counted = await self.tries.count(self.limits.setup, caller.address)
        if not self.code.fits(code):
            await audit.record(None, "setup.refused", address=caller.address)
            raise WrongSetupCodeError
        await limits.forgive([counted])

    async def claim(self, wish: ClaimOwnership, caller: Caller) -> SignedIn:
        """Make whoever knows the code the owner; of two at once, one."""
        if not await self.is_open():
            raise SetupClosedError
        await self.tries.count(self.limits.setup, caller.address)
        if not self.code.fits(wish.setup_code):
            await audit.record(None, "setup.refused", address=caller.address)
            raise WrongSetupCodeError
        owner = self._new_owner(wish.name, wish.email, wish.password)
        password_hash = await self.passwords.hash(wish.password)
        async with transaction():
            await people.lock_owners()
            if await people.owner_exists():
                raise SetupClosedError
            await people.add(owner, password_hash=password_hash)
            signed_in = await self.sessions.begin(owner, caller)
            await audit.record(owner.id, "owner.claimed", owner.id, address=caller.address)
        self.code.remove()
        return signed_in

    def _new_owner(self, name: str, email: str, password: str) -> PersonRow:
        normal = checked_email(email)
        check_strength(password, email=normal)
        return PersonRow(
            id=self.sessions.ids(),
            email=normal,
            name=checked_name(name),
            role=Role.OWNER,
            created_at=self.sessions.clock(),
        )
