"""What people change about themselves."""

from dataclasses import dataclass

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.errors import SessionEndedError, WrongPasswordError
from medianest.accounts.events import tell_changed
from medianest.accounts.limits import LoginLimits, Tries
from medianest.accounts.names import checked_name
from medianest.accounts.passwords import Passwords, check_strength
from medianest.accounts.principal import Principal
from medianest.accounts.queries import limits, people
from medianest.accounts.queries.people import Changes
from medianest.accounts.schemas import ChangePassword, User
from medianest.accounts.service._sessions import Sessions
from medianest.infra.database import transaction


@dataclass(frozen=True, slots=True)
class Profiles:
    """Name and password of whoever asks."""

    passwords: Passwords
    sessions: Sessions
    tries: Tries
    limits: LoginLimits

    async def rename(self, me: Principal, name: str) -> User:
        """Call this person `name` from now on."""
        checked = checked_name(name)
        async with transaction():
            await people.change(me.id, Changes(name=checked), at=self.sessions.clock())
            await tell_changed(self.sessions.live, me.id)
        self.sessions.doorman.forget_person(me.id)
        return User(id=me.id, name=checked, email=me.email, role=me.role)

    async def change_password(self, me: Principal, wish: ChangePassword, caller: Caller) -> None:
        """Replace the password and end every other session."""
        check_strength(wish.new_password, email=me.email)
        counted = await self.tries.count(self.limits.here, str(me.id), caller.address)
        stored = await people.password_hash(me.id)
        if not await self.passwords.fits(wish.current_password, stored):
            raise WrongPasswordError
        new_hash = await self.passwords.hash(wish.new_password)
        async with transaction():
            await people.find_for_change(me.id)
            if await people.password_hash(me.id) != stored:
                raise SessionEndedError
            await people.change(me.id, Changes(password_hash=new_hash), at=self.sessions.clock())
            ended = await self.sessions.revoke(me.id, why="password_changed", but=me.session_id)
            await limits.forgive([counted])
            await audit.record(
                me.id, "password.changed", me.id, address=caller.address, sessions=len(ended)
            )
        self.sessions.doorman.forget_person(me.id)
