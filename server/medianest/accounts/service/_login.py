"""Signing in with e-mail and password."""

from dataclasses import dataclass
from datetime import timedelta

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.errors import AccountDisabledError, WrongCredentialsError
from medianest.accounts.limits import LoginLimits, Tries
from medianest.accounts.names import normal_email
from medianest.accounts.passwords import Passwords
from medianest.accounts.queries import limits, people, sessions
from medianest.accounts.queries.people import Credentials
from medianest.accounts.schemas import Login, SignedIn
from medianest.accounts.service._sessions import Sessions
from medianest.infra.database import transaction
from medianest.kit.clock import Clock

_AT_HOME_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks who somebody says they are."""

    passwords: Passwords
    sessions: Sessions
    tries: Tries
    clock: Clock
    limits: LoginLimits

    async def login(self, wish: Login, caller: Caller) -> SignedIn:
        """Open a session for whoever knows e-mail and password."""
        email = normal_email(wish.email)
        # What cannot be stored cannot be anybody's address either.
        known = await people.credentials(email) if email.isprintable() else None
        counted = await self._count(email, known, caller)
        stored = known.password_hash if known else None
        if not await self.passwords.fits(wish.password, stored) or known is None:
            await self._note_failure(known, "wrong_credentials", caller)
            raise WrongCredentialsError
        if known.disabled:
            await self._note_failure(known, "disabled", caller)
            raise AccountDisabledError
        return await self._enter(known, wish.password, caller, counted)

    async def _count(self, email: str, known: Credentials | None, caller: Caller) -> list[str]:
        # From the widest to the narrowest, so that a flood adds no rows.
        counted = [await self.tries.count(self.limits.address, caller.address)]
        if known is None or not await self._is_at_home(known, caller):
            counted.append(await self.tries.count(self.limits.everywhere, email))
        counted.append(await self.tries.count(self.limits.here, email, caller.address))
        return counted

    async def _is_at_home(self, known: Credentials, caller: Caller) -> bool:
        since = self.clock() - _AT_HOME_FOR
        return await sessions.has_signed_in_from(known.id, caller.address, since)

    async def _enter(
        self, known: Credentials, password: str, caller: Caller, counted: list[str]
    ) -> SignedIn:
        new_hash = None
        if self.passwords.is_outdated(known.password_hash):
            new_hash = await self.passwords.hash(password)
        async with transaction():
            person = await people.sign_in(
                known.id, checked_hash=known.password_hash, new_hash=new_hash, at=self.clock()
            )
            if person is None:
                raise WrongCredentialsError
            signed_in = await self.sessions.begin(person, caller)
            await limits.forgive(counted)
            await audit.record(
                person.id, "login.succeeded", signed_in.session_id, address=caller.address
            )
        return signed_in

    async def _note_failure(self, known: Credentials | None, why: str, caller: Caller) -> None:
        # Never the address as typed: people type their password into the wrong field.
        subject = known.id if known else ""
        await audit.record(None, "login.failed", subject, address=caller.address, reason=why)
