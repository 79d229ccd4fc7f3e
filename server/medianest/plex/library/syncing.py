"""One reading of a server from the beginning to its report."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from msgspec.structs import replace

from medianest.accounts.queries import people
from medianest.infra.database import Lock, transaction
from medianest.infra.events import everyone
from medianest.infra.jobs import Jobs, Run
from medianest.kit.clock import Clock
from medianest.kit.ids import Ids
from medianest.notifications.service import Notifications
from medianest.plex import queries as known
from medianest.plex.errors import PlexError
from medianest.plex.gateway import FoundLibrary, Pages, RawSection
from medianest.plex.library import events
from medianest.plex.library.errors import NoSuchSyncError
from medianest.plex.library.queries import syncs
from medianest.plex.library.schemas import Report, SectionReport, State
from medianest.plex.library.sections import Sections
from medianest.plex.library.servers import Named, ServerReading
from medianest.plex.library.storing import Storing
from medianest.plex.library.work import SYNC, Sync
from medianest.plex.servers import Server

log = structlog.get_logger()
Heard = Callable[[UUID], Awaitable[None]]
_HELD = "plex.sync_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Syncing:
    """Reads servers into the tables; those of `on_synced` hear of it as the report is written."""

    storing: Storing
    jobs: Jobs
    notifications: Notifications
    most_deleted: float
    clock: Clock
    ids: Ids
    on_synced: list[Heard] = field(default_factory=list)

    async def read(self, order: Sync, server: Server, run: Run) -> Report:
        """Read what `order` says; one at a time per server, whichever process it is in."""
        sync = order.agreed or run.id
        async with Lock("plex.sync", order.service).alone():
            done = await syncs.begin(
                sync, order.service, full=order.full, trigger=order.trigger, at=self.clock()
            )
            reports = {report.key: report for report in done}
            failure, suspects = "", list[int]()
            try:
                async with server.gateway.pages(server.at) as pages:
                    reading = await self._meet(order, sync, server, pages, reports)
                    await reading.read(run)
                    suspects = reading.suspects
            except PlexError as broken:
                failure = str(broken)
            async with transaction():
                report = await self._finish(sync, list(reports.values()), failure)
                for library in suspects:
                    await self._ask(order, library)
        return report

    async def _meet(
        self,
        order: Sync,
        sync: UUID,
        server: Server,
        pages: Pages,
        reports: dict[int, SectionReport],
    ) -> ServerReading:
        info = await server.gateway.about(server.at)
        sections, moment = await pages.sections()
        async with transaction():
            await known.save_server(order.service, info, at=self.clock())
            await known.replace_libraries(
                info.id, [_library(one) for one in sections], ids=self.ids, at=self.clock()
            )
            await syncs.of_server(sync, info.id)
        return ServerReading(
            order=order,
            sync=sync,
            sections=Sections(
                pages=pages,
                storing=self.storing,
                server=info.id,
                most_deleted=self.most_deleted,
            ),
            named=Named(sections={one.key: one for one in sections}, at=moment),
            done=reports,
            clock=self.clock,
        )

    async def _finish(self, sync: UUID, reports: Sequence[SectionReport], failure: str) -> Report:
        state = "failed" if failure else _worst(reports)
        reasons = dict.fromkeys(
            [failure, *(f"{one.title}: {one.reason}" for one in reports if one.reason)]
        )
        await syncs.finish(sync, state, " ".join(filter(None, reasons)), at=self.clock())
        await syncs.drop_same_failures(sync)
        report = await syncs.one(sync)
        if report is None:
            raise NoSuchSyncError
        await self._tell(report)
        log.info(
            "plex_synced",
            service=report.service,
            state=report.state,
            full=report.full,
            added=report.added,
            updated=report.updated,
            deleted=report.deleted,
        )
        return report

    async def _ask(self, order: Sync, library: int) -> None:
        wanted = Sync(service=order.service, full=True, libraries=[library], trigger="count")
        await self.jobs.enqueue(SYNC, wanted, subject=order.service, unique=wanted.unique)

    async def _tell(self, report: Report) -> None:
        if not report.full and not is_news(report):
            return
        await self.storing.live.announce(events.SYNCED, _public(report), to=everyone())
        for listener in self.on_synced:
            await listener(report.id)
        for library in report.libraries:
            if library.state == "held":
                await self._ask_owner(report, library)

    async def _ask_owner(self, report: Report, library: SectionReport) -> None:
        gone = library.would_delete
        await self.notifications.tell(
            await people.holding("services.manage"),
            _HELD,
            # The same number missing again is no news.
            cause=f"plex-held:{report.server}:{library.key}:{gone}",
            title=f"{gone} items are missing in {library.title}",
            body=f"{library.reason} Look at the report and say whether they are gone.",
            level="warning",
            link="/library/syncs",
            params={
                "sync": str(report.id),
                "library": library.title,
                "count": gone,
                "server": report.server_name or "",
            },
        )


def is_news(report: Report) -> bool:
    """Whether anything came of it."""
    return bool(report.added or report.updated or report.deleted) or report.state != "done"


def _worst(reports: Sequence[SectionReport]) -> State:
    states = {report.state for report in reports}
    worst: tuple[State, ...] = ("held", "failed")
    return next((state for state in worst if state in states), "done")


def _library(section: RawSection) -> FoundLibrary:
    return FoundLibrary(
        key=section.key,
        title=section.title,
        type=section.type,
        agent=section.agent,
        scanner=section.scanner,
        locations=[location.path for location in section.locations],
    )


def _public(report: Report) -> Report:
    # Why a reading failed names addresses, which only those read who may see the reports.
    libraries = [replace(library, reason="") for library in report.libraries]
    return replace(report, reason="", libraries=libraries)
