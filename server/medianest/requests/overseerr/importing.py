"""Takes over the people and requests of an Overseerr; as often as one likes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog

from medianest.accounts import audit
from medianest.accounts.errors import EmailTakenError, InvalidEmailError, InvalidNameError
from medianest.accounts.names import checked_email, checked_name
from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.accounts.queries.people import PersonRow
from medianest.infra.database import transaction
from medianest.infra.jobs import GiveUpError, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import OutsideError, UnavailableError
from medianest.kit.ids import Ids, new_id
from medianest.notifications.service import Notifications
from medianest.requests.overseerr import wire
from medianest.requests.overseerr.adopting import Adopting
from medianest.requests.overseerr.client import Api
from medianest.requests.overseerr.errors import (
    OverseerrNotConnectedError,
    OverseerrRefusedError,
)
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.work import Import

log = structlog.get_logger()
_NO_PASSWORD: Final = ""
"""Fits no password: such a person signs in only after the owner has set one."""


@dataclass(frozen=True, slots=True)
class Report:
    """How much of what was taken over."""

    people: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)

    def in_words(self) -> str:
        """The report for whoever asked for it."""
        who, what = self.people, self.requests
        return (
            f"People: {who['added']} added, {who['known']} known already,"
            f" {who['unusable']} without a usable e-mail address."
            f" Requests: {what['added']} added, {what['joined']} joined with others,"
            f" {what['known']} known already, {what['nobody']} of people unknown here,"
            f" {what['withheld']} above somebody's age limit, {what['declined']} declined there."
        )


@dataclass(frozen=True, slots=True)
class Importing:
    """Reads everything there is; nobody is told but who asked for it."""

    neighbour: Neighbour
    adopting: Adopting
    notifications: Notifications
    clock: Clock = now
    ids: Ids = new_id

    async def work(self, order: Import, run: Run) -> None:
        """Import what is wanted. After a failure it begins anew, and finds what is there."""
        report = Report()
        try:
            async with self.neighbour.call() as api:
                if order.people:
                    await self._people(api, report, by=order.by)
                if order.requests:
                    await self._requests(api, report, run)
        except (OverseerrNotConnectedError, OverseerrRefusedError) as failure:
            raise GiveUpError(failure.detail) from failure
        except (OutsideError, UnavailableError) as failure:
            raise RetryLaterError(failure.detail) from failure
        await run.progress(1, report.in_words())
        await self.notifications.tell(
            [order.by],
            "overseerr.imported",
            cause=f"overseerr.imported:{run.id}",
            title="Overseerr was imported",
            body=report.in_words(),
            level="success",
            link="/requests",
            params={"people": dict(report.people), "requests": dict(report.requests)},
        )
        log.info("overseerr_imported", people=report.people, requests=report.requests)

    async def _people(self, api: Api, report: Report, *, by: UUID) -> None:
        async for user in api.users():
            report.people[await self._person(user, by=by)] += 1

    async def _person(self, user: wire.User, *, by: UUID) -> str:
        try:
            email = checked_email(user.email or "")
        except InvalidEmailError:
            return "unusable"
        if await people.credentials(email) is not None:
            return "known"
        newcomer = PersonRow(
            id=self.ids(),
            email=email,
            name=_name(user, email),
            role=Role.MEMBER,
            created_at=self.clock(),
        )
        try:
            async with transaction():
                await people.add(newcomer, password_hash=_NO_PASSWORD)
                await audit.record(by, "person.imported", newcomer.id, via="overseerr")
        except EmailTakenError:
            return "known"
        return "added"

    async def _requests(self, api: Api, report: Report, run: Run) -> None:
        total, done = max(await api.count(), 1), 0
        home = await self.neighbour.home(api)
        async for seen in api.requests(sort="added"):
            report.requests[await self.adopting.adopt(seen, home=home, quiet=True)] += 1
            done += 1
            await run.progress(min(done / total, 1), f"{done} of {total} requests")


def _name(user: wire.User, email: str) -> str:
    for name in (user.display_name, user.username, user.plex_username):
        try:
            return checked_name(name or "")
        except InvalidNameError:
            continue
    return email.partition("@")[0][:100]
