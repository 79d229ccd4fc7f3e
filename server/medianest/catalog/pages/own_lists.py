"""Lists that people make by hand."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

from medianest.accounts.principal import Principal
from medianest.catalog import queries
from medianest.catalog.errors import (
    AWAY,
    NoSuchListError,
    NoSuchTitleError,
    NotYourListError,
)
from medianest.catalog.pages.lists import shown
from medianest.catalog.queries.lists import NewList, StoredList
from medianest.catalog.schemas import MediaList
from medianest.catalog.service import Catalog
from medianest.infra.database import transaction
from medianest.kit.media import TitleKey

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60
_POSITION = 50
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class OwnLists:
    """Makes and changes lists that no task keeps."""

    catalog: Catalog

    async def make(self, title: str, me: Principal) -> MediaList:
        """Make a list that everybody sees."""
        title = _clean(title)
        slug = _slug(title)
        while not await queries.lists.make(
            NewList(
                slug=slug,
                title=title,
                media_type="mixed",
                kind="owner",
                position=_POSITION,
                made_by=me.id,
            )
        ):
            slug = f"{_slug(title)}-{secrets.token_hex(2)}"
        return shown(await self._own(slug, me), me)

    async def rename(self, slug: str, title: str, me: Principal) -> MediaList:
        """Give a list another title. Raises NoSuchListError, NotYourListError."""
        await queries.lists.rename((await self._own(slug, me)).id, _clean(title))
        return shown(await self._own(slug, me), me)

    async def drop(self, slug: str, me: Principal) -> None:
        """Forget a list. Raises NoSuchListError, NotYourListError."""
        await queries.lists.drop((await self._own(slug, me)).id)

    async def put(self, slug: str, key: TitleKey, me: Principal) -> None:
        """Put a title on a list. Raises NoSuchTitleError for one that nobody knows."""
        found = await self._own(slug, me)
        if await self.catalog.title(key) is None:
            await self._learn(key)
        async with transaction():
            await queries.lists.put(found.id, key)
            await queries.lists.want_details(found.id)

    async def take(self, slug: str, key: TitleKey, me: Principal) -> None:
        """Take a title off a list; one that does not stand there is fine."""
        await queries.lists.take((await self._own(slug, me)).id, key)

    async def _own(self, slug: str, me: Principal) -> StoredList:
        found = await queries.lists.one(slug, me.id)
        if found is None:
            raise NoSuchListError
        if found.kind != "owner":
            raise NotYourListError
        return found

    async def _learn(self, key: TitleKey) -> None:
        try:
            await self.catalog.fetch(key)
        except AWAY as failure:
            raise NoSuchTitleError(
                "This title was never seen here, and The Movie Database cannot be asked now."
            ) from failure


def _clean(title: str) -> str:
    return _UNPRINTABLE.sub(" ", title).strip() or "List"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", plain).strip("-")[:_LONGEST] or "list"
