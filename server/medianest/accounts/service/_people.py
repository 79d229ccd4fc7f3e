"""Who lives here, as those decide who manage people."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from msgspec import UNSET

from medianest.accounts import audit
from medianest.accounts.errors import LastOwnerError, NoSuchPersonError, NotPermittedError
from medianest.accounts.events import tell_changed
from medianest.accounts.names import checked_email, checked_name, normal_email
from medianest.accounts.passwords import Passwords, check_strength
from medianest.accounts.permissions import Role
from medianest.accounts.principal import Principal
from medianest.accounts.queries import people, sessions
from medianest.accounts.queries.people import Changes, PersonRow
from medianest.accounts.schemas import AddPerson, ChangePerson, Person
from medianest.accounts.service._sessions import Sessions
from medianest.infra.database import transaction
from medianest.kit.paging import cut
from medianest.kit.wire import Page

Leaving = Callable[[UUID], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class People:
    """Adds, changes and removes people. Owners are for owners alone, and one always remains."""

    passwords: Passwords
    sessions: Sessions
    leaving: list[Leaving] = field(default_factory=list)
    """What else forgets somebody who is removed, in the same transaction."""

    async def page(self, *, limit: int, after: UUID | None) -> Page[Person]:
        """Everybody, in the order in which they came."""
        found, cursor = cut(await people.page(limit=limit + 1, after=after), limit)
        return Page(
            items=[_shown(row) for row in found],
            total=await people.count(),
            next_cursor=cursor,
        )

    async def add(self, me: Principal, wish: AddPerson, *, address: str) -> Person:
        """Let somebody new in."""
        _check_reach(me, wish.role)
        email = checked_email(wish.email)
        check_strength(wish.password, email=email)
        newcomer = PersonRow(
            id=self.sessions.ids(),
            email=email,
            name=checked_name(wish.name),
            role=wish.role,
            created_at=self.sessions.clock(),
        )
        password_hash = await self.passwords.hash(wish.password)
        async with transaction():
            await people.add(newcomer, password_hash=password_hash)
            await audit.record(
                me.id, "person.added", newcomer.id, address=address, role=newcomer.role
            )
        return _shown(newcomer)

    async def change(
        self, me: Principal, person: UUID, wish: ChangePerson, *, address: str
    ) -> Person:
        """Change what `wish` names; a new password or disabling ends all sessions."""
        changes = await self._checked(person, wish)
        async with transaction():
            before = await self._reachable(me, person)
            if wish.role is not None:
                _check_reach(me, wish.role)
            if wish.disabled or (wish.role or Role.OWNER) is not Role.OWNER:
                await _check_not_last(before)
            await people.change(person, changes, at=self.sessions.clock())
            await self._end_sessions(before, wish)
            await tell_changed(self.sessions.live, person)
            await audit.record(me.id, "person.changed", person, address=address, **_told(wish))
            after = await self._existing(person)
        self.sessions.doorman.forget_person(person)
        return _shown(after)

    async def _checked(self, person: UUID, wish: ChangePerson) -> Changes:
        email = checked_email(wish.email) if wish.email is not None else None
        password_hash = None
        if wish.password is not None:
            present = await self._existing(person)
            check_strength(wish.password, email=email or present.email)
            password_hash = await self.passwords.hash(wish.password)
        return Changes(
            name=checked_name(wish.name) if wish.name is not None else None,
            email=email,
            role=wish.role,
            disabled=wish.disabled,
            password_hash=password_hash,
            age_limit=wish.age_limit,
        )

    async def _end_sessions(self, before: PersonRow, wish: ChangePerson) -> None:
        if wish.disabled:
            await self.sessions.revoke(before.id, why="disabled")
        elif wish.password is not None:
            await self.sessions.revoke(before.id, why="password_changed")

    async def remove(self, me: Principal, person: UUID, *, address: str) -> None:
        """Delete somebody; where rows refer to them, a nameless row stays."""
        async with transaction():
            before = await self._reachable(me, person)
            await _check_not_last(before)
            await self.sessions.revoke(person, why="deleted")
            await sessions.forget(person)
            for forget in self.leaving:
                await forget(person)
            if not await people.remove(person):
                await people.make_nameless(person, at=self.sessions.clock())
            actor = None if me.id == person else me.id
            await audit.record(actor, "person.deleted", person, address=address)
        self.sessions.doorman.forget_person(person)

    async def reset_password(self, email: str, new_password: str) -> None:
        """Give the person with `email` a new password, from the machine's own terminal."""
        normal = normal_email(email)
        check_strength(new_password, email=normal)
        password_hash = await self.passwords.hash(new_password)
        async with transaction():
            known = await people.credentials(normal)
            if known is None:
                raise NoSuchPersonError(f"Nobody here has the e-mail address {normal}")
            changes = Changes(password_hash=password_hash)
            await people.change(known.id, changes, at=self.sessions.clock())
            await self.sessions.revoke(known.id, why="password_reset")
            await audit.record(None, "password.reset", known.id)
        self.sessions.doorman.forget_person(known.id)

    async def _reachable(self, me: Principal, person: UUID) -> PersonRow:
        # Owners first, then the row: always in this order, or two changes block one another.
        await people.lock_owners()
        found = await people.find_for_change(person)
        if found is None:
            raise NoSuchPersonError
        _check_reach(me, found.role)
        return found

    async def _existing(self, person: UUID) -> PersonRow:
        found = await people.find(person)
        if found is None:
            raise NoSuchPersonError
        return found


def _check_reach(me: Principal, role: Role) -> None:
    if role is Role.OWNER and me.role is not Role.OWNER:
        raise NotPermittedError("Only an owner may make, change or remove an owner")


async def _check_not_last(person: PersonRow) -> None:
    if person.role is Role.OWNER and not await people.another_owner_exists(person.id):
        raise LastOwnerError


def _told(wish: ChangePerson) -> dict[str, object]:
    told: dict[str, object] = {
        "name": wish.name,
        "email": wish.email,
        "role": wish.role,
        "disabled": wish.disabled,
    }
    changed = {key: value for key, value in told.items() if value is not None}
    if wish.age_limit is not UNSET:
        changed["age_limit"] = wish.age_limit
    return changed | ({"password": "changed"} if wish.password is not None else {})


def _shown(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        disabled=row.disabled,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
        age_limit=row.age_limit,
    )
