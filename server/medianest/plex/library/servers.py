"""Reading the libraries of one server, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from medianest.infra.database import transaction
from medianest.infra.jobs import Run
from medianest.kit.clock import Clock
from medianest.plex.errors import PlexError, PlexPausedError, PlexTokenRefusedError
from medianest.plex.gateway import RawSection
from medianest.plex.library.queries import shelves, syncs
from medianest.plex.library.queries.shelves import Shelf
from medianest.plex.library.schemas import SectionReport
from medianest.plex.library.sections import Progress, Sections, Shown
from medianest.plex.library.work import Sync

# What is written down there while it is read here, and clocks that are a little apart.
_OVERLAP = timedelta(minutes=2)
# A library of which more is stored than Plex counts is read again, and not all the time.
_AGAIN = timedelta(hours=1)
_NOT_THERE = "Plex cannot open a folder of this library. What was in it stays listed."
_BACK = "A later reading found what was missing, or knows better."
# With these the other libraries cannot be read either.
_FATAL = (PlexPausedError, PlexTokenRefusedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a server says it has, and its own time when it said so."""

    sections: Mapping[int, RawSection]
    at: datetime


@dataclass(slots=True, kw_only=True)
class ServerReading:
    """One reading of a server; `done` is what came of libraries so far, also before a crash.

    Of `suspects` something seems to be gone, so they should be read whole.
    """

    order: Sync
    sync: UUID
    sections: Sections
    named: Named
    done: dict[int, SectionReport]
    clock: Clock
    suspects: list[int] = field(default_factory=list)

    async def read(self, run: Run) -> None:
        """Read what is left of the order."""
        wanted = [
            shelf
            for shelf in await shelves.shelves(self.sections.server)
            if self.order.libraries is None or shelf.key in self.order.libraries
        ]
        if not self.order.full:
            wanted = [shelf for shelf in wanted if shelf.key in self.named.sections]
        for number, shelf in enumerate(wanted):
            before = self.done.get(shelf.key)
            if before is None or before.state != "done":
                await self._keep(shelf, await self._one(shelf, _stage(run, number, wanted)))

    async def _one(self, shelf: Shelf, progress: Progress) -> SectionReport:
        await progress(0)
        try:
            if self.order.keys:
                return await self._single(shelf)
            if self._is_full(shelf):
                return await self.sections.whole(self._shown(shelf), progress)
            report = await self.sections.changes(shelf)
            if await self._is_suspect(shelf):
                self.suspects.append(shelf.key)
        except _FATAL:
            raise
        except PlexError as failure:
            return _failed(shelf, str(failure))
        return report

    async def _single(self, shelf: Shelf) -> SectionReport:
        report, too_many = await self.sections.single(shelf, self.order.keys)
        if too_many:
            self.suspects.append(shelf.key)
        return report

    def _shown(self, shelf: Shelf) -> Shown:
        section, before = self.named.sections.get(shelf.key), self.done.get(shelf.key)
        return Shown(
            shelf=shelf,
            named=section is not None,
            doubtful="" if section is None or section.there else _NOT_THERE,
            agreed=before.would_delete if before is not None and self.order.agreed else None,
        )

    async def _keep(self, shelf: Shelf, report: SectionReport) -> None:
        server, full = self.sections.server, self._is_full(shelf)
        self.done[shelf.key] = report
        async with transaction():
            if report.state != "failed" and not self.order.keys:
                since = self.named.at - _OVERLAP
                await shelves.read(server, shelf.key, at=self.clock(), changes_from=since)
            if full:
                await shelves.tried(server, shelf.key, at=self.clock())
            if full and report.state != "failed":
                await syncs.release(server, shelf.key, but=self.sync, why=_BACK)
            if full and shelf.key not in self.named.sections:
                await shelves.forget(server, shelf.key)
            await syncs.note(self.sync, [*self.done.values()])

    def _is_full(self, shelf: Shelf) -> bool:
        return not self.order.keys and (self.order.full or shelf.changes_from is None)

    async def _is_suspect(self, shelf: Shelf) -> bool:
        recently = shelf.full_at is not None and shelf.full_at > self.clock() - _AGAIN
        return not recently and await self.sections.has_lost_some(shelf)


def _stage(run: Run, number: int, wanted: Sequence[Shelf]) -> Progress:
    async def progress(part: float) -> None:
        await run.progress((number + part) / len(wanted), wanted[number].title)

    return progress


def _failed(shelf: Shelf, reason: str) -> SectionReport:
    return SectionReport(
        key=shelf.key, title=shelf.title, type=shelf.type, state="failed", reason=reason
    )
