"""A new key for every secret, while others read and write them.

One step follows the other, and whoever comes after a step that was broken off goes on there:

1. A new key is made, unless there is more than one: then a rotation was broken off.
2. Every secret is sealed by it, a few rows in each statement. A row that somebody changed meanwhile
   is left to the next look; it ends when a look at all finds nothing more.
3. The other processes look for a new key whenever they seal, but may have sealed just before it was
   made and store that late. They are given `settled` from then on, and step 2 is repeated.
4. The former keys are removed, but not while a backup is made: it saves the database first, then
   the keys. A backup holds the keys of its own moment, so those made before still open.

A secret that no key opens is left as it is, and then every key stays.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from medianest.infra.database import Lock
from medianest.infra.sealed import Former, Renewed, SealedColumn
from medianest.infra.vault import Vault, VaultError
from medianest.kit.errors import ConflictError

_LOCK = Lock("infra.key-rotation")
_AT_ONCE = 50


class RotationRunningError(ConflictError):
    """Somebody else changes the keys just now."""

    code = "rotation_running"
    title = "The keys are being changed already; wait for that to end"


class Told(Protocol):
    """Shows a person how far it is; must return at once."""

    def sealed(self, done: int, of: int) -> None:
        """So many of all secrets are sealed by the new key."""

    def waits(self, seconds: float) -> None:
        """The former keys are kept that long."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done; `unreadable` are the places of secrets that no key opens."""

    key: int
    secrets: int
    removed: Sequence[int]
    unreadable: Sequence[str]


@dataclass(slots=True)
class Rotation:
    """Seals everything in `columns` anew; within `undisturbed` nobody makes a backup."""

    vault: Vault
    columns: Sequence[SealedColumn]
    undisturbed: Callable[[], AbstractAsyncContextManager[None]]
    told: Told
    settled: timedelta
    _secrets: int = field(default=0, init=False)
    _of: int = field(default=0, init=False)

    async def run(self) -> Rotated:
        """Do it, or go on with what was broken off. Raises RotationRunningError, VaultError."""
        async with _LOCK.alone_or(RotationRunningError()):
            key = self.vault.begin_rotation()
            unreadable = await self._seal_all()
            if not unreadable and self.vault.former_keys:
                await self._let_others_settle()
                async with self.undisturbed():
                    unreadable = await self._seal_all()
                    removed = [] if unreadable else self.vault.remove_former()
            else:
                removed = []
        return Rotated(key, self._secrets, removed, unreadable)

    async def _let_others_settle(self) -> None:
        left = (self.settled - self.vault.newest_age).total_seconds()
        # A clock that was put back must not make it longer.
        left = min(left, self.settled.total_seconds())
        if left > 0:
            self.told.waits(left)
            await asyncio.sleep(left)

    async def _seal_all(self) -> list[str]:
        """Look at everything until there is nothing more to do; where secrets are unreadable."""
        newest = self.vault.newest_key
        while True:
            left = [await column.count(newest) for column in self.columns]
            self._of = self._secrets + sum(left)
            self.told.sealed(self._secrets, self._of)
            looks = [await self._look(column) for column in self.columns]
            if not any(look.again for look in looks):
                return [place for look in looks for place in look.unreadable]

    async def _look(self, column: SealedColumn) -> "_Look":
        look, after = _Look(), None
        while batch := await column.former(self.vault.newest_key, after=after, most=_AT_ONCE):
            after = batch[-1].id
            fresh = [one for one in (self._fresh(column, former, look) for former in batch) if one]
            renewed = await column.renew(fresh)
            look.again = look.again or bool(fresh)
            self._secrets += renewed
            self.told.sealed(self._secrets, self._of)
        return look

    def _fresh(self, column: SealedColumn, former: Former, look: "_Look") -> Renewed | None:
        try:
            sealed = self.vault.reseal(former.sealed, row=column.row(former.subject))
        except VaultError:
            look.unreadable.append(_place(column, former.id))
            return None
        return Renewed(former.id, former.sealed, sealed)


@dataclass(slots=True)
class _Look:
    """What one look at a column came to."""

    again: bool = False
    unreadable: list[str] = field(default_factory=list)


def _place(column: SealedColumn, row: UUID) -> str:
    return f"{column.name}, row {row}"
