"""Takes links in."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from medianest.accounts import Principal
from medianest.downloads.errors import (
    AlreadyAddedError,
    NoSuchDownloadError,
    UnknownProfileError,
)
from medianest.downloads.links import Link
from medianest.downloads.profiles import PROFILES
from medianest.downloads.queries import moving, submitting
from medianest.downloads.queries.moving import Item
from medianest.downloads.queries.submitting import NewDownload
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.schemas import Download, ProfileChoice
from medianest.downloads.service._looking import Looking
from medianest.downloads.service._shown import Shown
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.work import FETCH, order
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Submitting:
    """Makes downloads out of links."""

    looking: Looking
    shown: Shown
    jobs: Jobs
    telling: Telling
    quotas: Quotas
    default_profile: str = "video-1080p"
    clock: Clock = now
    ids: Ids = new_id

    def profiles(self) -> list[ProfileChoice]:
        """The qualities to choose from."""
        return [
            ProfileChoice(name=one.name, label=one.label, default=one.name == self.default_profile)
            for one in PROFILES.values()
        ]

    async def start(self, me: Principal, text: str, profile: str | None) -> Download:
        """Accept a link: its row and its job commit together, then work begins.

        The same link again raises `AlreadyAddedError`; whoever did not submit it first is told
        at the end too, and it costs them nothing. Raises quota errors.
        """
        link = await self.looking.checked(text)
        new = self._new(me, link, profile or self.default_profile)
        async with transaction():
            existing = None if await submitting.add(new) else await self._follow(me, new)
            if existing is None:
                await self.quotas.check(me.id, new.id)
                await order(self.jobs, FETCH, await _known(new.id))
        if existing is not None:
            raise AlreadyAddedError(existingId=str(existing))
        self.shown.totals.clear()
        log.info("download_submitted", download=str(new.id), host=link.host)
        return await self.shown.one(me, new.id)

    def _new(self, me: Principal, link: Link, profile: str) -> NewDownload:
        if profile not in PROFILES:
            raise UnknownProfileError(f"There is no quality called {profile[:40]!r}.")
        return NewDownload(
            id=self.ids(),
            url=link.url,
            link_key=link.key,
            profile=profile,
            person=me.id,
            at=self.clock(),
        )

    async def _follow(self, me: Principal, new: NewDownload) -> UUID | None:
        existing = await submitting.same_link(new.link_key, new.profile)
        if existing is None:
            # It was removed or cancelled this very moment, so the place is free again.
            if await submitting.add(new):
                return None
            raise AlreadyAddedError
        if existing.requested_by != me.id:
            await submitting.follow(self.ids(), existing.id, me.id, self.clock())
            if existing.state is State.AVAILABLE:
                await self.telling.ready(existing, only=me.id)
        return existing.id


async def _known(download: UUID) -> Item:
    item = await moving.get(download)
    if item is None:
        raise NoSuchDownloadError
    return item
