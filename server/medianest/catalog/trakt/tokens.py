"""The tokens of a link: sealed, renewed in time, and never lost to another process."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.api import is_unauthorized
from medianest.catalog.trakt.errors import LinkLostError
from medianest.catalog.trakt.queries import links
from medianest.catalog.trakt.queries.links import Link
from medianest.catalog.trakt.wire import Granted
from medianest.catalog.trakt.work import REVOKE
from medianest.infra.database import Lock
from medianest.infra.http import OutsideAnswerError
from medianest.infra.sealed import SealedColumn
from medianest.infra.vault import Vault, VaultError
from medianest.kit.clock import Clock, now

T = TypeVar("T")
ACCESS = SealedColumn(table="trakt_links", column="access_token", bound="trakt_links:access")
REFRESH = SealedColumn(table="trakt_links", column="refresh_token", bound="trakt_links:refresh")
# On its way back to Trakt, the link being gone already.
FORMER_ACCESS = SealedColumn(
    table="jobs",
    column="payload",
    field="access",
    bound=ACCESS.bound,
    by="payload->>'link'",
    only=f"kind = '{REVOKE}'",
)
# A token that ends in the middle of a long sync would only cost a second try.
_BEFORE_ITS_END = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Seals, opens and renews tokens."""

    trakt: Access
    vault: Vault
    clock: Clock = now

    def sealed(self, link: UUID, granted: Granted) -> links.Tokens:
        """Tokens as they are stored, bound to their link."""
        return links.Tokens(
            access=self.vault.seal(granted.access_token, row=ACCESS.row(link)),
            refresh=self.vault.seal(granted.refresh_token, row=REFRESH.row(link)),
            expires_at=self.clock() + timedelta(seconds=granted.expires_in),
        )

    def access(self, link: UUID, sealed: str) -> str:
        """The access token that was sealed for `link`. Raises LinkLostError."""
        return self._opened(ACCESS, link, sealed)

    async def ask(self, link: Link, question: Callable[[str], Awaitable[T]]) -> T:
        """The answer to `question`, which gets a token; renewed when it is old or refused.

        Raises LinkLostError when Trakt accepts neither token. Not within a transaction.
        """
        token = await self._fresh(link)
        try:
            return await question(token)
        except OutsideAnswerError as refused:
            if not is_unauthorized(refused):
                raise
        return await question(await self._renewed(link, instead_of=token))

    async def _fresh(self, link: Link) -> str:
        stored = await self._stored(link)
        token = self.access(link.id, stored.access)
        if stored.expires_at - self.clock() > _BEFORE_ITS_END:
            return token
        return await self._renewed(link, instead_of=token)

    async def _renewed(self, link: Link, *, instead_of: str) -> str:
        # Trakt takes a refresh token once, so an interrupted caller must not lose the answer: it
        # is waited for in a task of its own, over connections of its own.
        return await asyncio.shield(self._renew(link, instead_of))

    async def _renew(self, link: Link, instead_of: str) -> str:
        alone = Lock("catalog.trakt-renewal", str(link.id)).alone()
        async with alone, self.trakt.open() as api:
            stored = await self._stored(link)
            token = self.access(link.id, stored.access)
            if token != instead_of:
                return token  # another process was faster
            granted = await api.refresh(self._opened(REFRESH, link.id, stored.refresh))
            if not await links.renew(link.id, self.sealed(link.id, granted)):
                # Unlinked meanwhile: what was revoked then were the old tokens.
                await api.revoke(granted.access_token)
                raise LinkLostError
            return granted.access_token

    def _opened(self, column: SealedColumn, link: UUID, sealed: str) -> str:
        try:
            return self.vault.open(sealed, row=column.row(link))
        except VaultError as unreadable:
            # Without the key that sealed it, it is as good as gone.
            raise LinkLostError from unreadable

    @staticmethod
    async def _stored(link: Link) -> links.Tokens:
        present = await links.of(link.person)
        if present is None or present.id != link.id or present.tokens is None:
            raise LinkLostError
        return present.tokens
