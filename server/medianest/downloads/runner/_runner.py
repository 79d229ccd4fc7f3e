"""Looks at links and fetches them, one process each."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

import structlog

from medianest.downloads.profiles import Profile
from medianest.downloads.runner._child import Child, started
from medianest.downloads.runner._turns import Turns
from medianest.downloads.ytdlp.wire import (
    CANCELLED,
    Done,
    Event,
    Failed,
    FetchedFile,
    News,
    Pictured,
    Probed,
    Progress,
    Spec,
    VideoInfo,
)
from medianest.infra.egress import EgressPass, EgressProxy
from medianest.infra.tasks import Tasks

log = structlog.get_logger()

# What the proxy refused says more than what the refusal looked like from inside.
_VAGUE = frozenset(
    {"network", "server_error", "unavailable", "unsupported_site", "refused_by_site", "unknown"}
    | {"needs_sign_in", "broken_file"}
)
_BY_REFUSAL = {
    "private_address": "private_address",
    "port_refused": "private_address",
    "unknown_host": "unknown_host",
    "unreachable": "network",
}

OnEvent = Callable[[News], Awaitable[None]]


class FetchFailedError(Exception):
    """The process gave up or broke; `kind` is a key of the table of failures.

    Where room is short, `free` bytes are left of it, and the video `needs` so many if known.
    """

    def __init__(
        self, kind: str, said: str, *, free: int | None = None, needs: int | None = None
    ) -> None:
        super().__init__(f"{kind}: {said}")
        self.kind = kind
        self.said = said
        self.free = free
        self.needs = needs


@dataclass(frozen=True, slots=True)
class Order:
    """What to fetch, how, and into which folder that nobody else uses."""

    url: str
    profile: Profile
    folder: Path


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the fetching process behind the egress proxy."""

    proxy: EgressProxy
    generic_sites: bool = True
    most_bytes: int = 0
    subtitles: tuple[str, ...] = ("en.*", "de.*")
    look_within: float = 60
    silent_for: float = 900
    looks: Turns = field(default_factory=Turns)

    async def look(self, url: str) -> VideoInfo:
        """What is behind `url`, without fetching it.

        Raises `FetchFailedError`, or `ManyLooksError` when too many look already.
        """
        async with self.looks.take():
            return await self._look(url)

    async def _look(self, url: str) -> VideoInfo:
        with tempfile.TemporaryDirectory(prefix="medianest-look-") as outer:
            folder = _inner(outer)
            found: list[VideoInfo] = []

            async def keep(event: News) -> None:
                if isinstance(event, Probed):
                    found.append(event.info)

            try:
                async with asyncio.timeout(self.look_within):
                    await self._run(Order(url, Profile.plain(), folder), keep, only_look=True)
            except TimeoutError as late:
                raise FetchFailedError("network", "the site took too long") from late
        if not found:
            raise FetchFailedError("crashed", "the process said nothing")
        return found[0]

    async def fetch(self, order: Order, on_event: OnEvent) -> FetchedFile:
        """Fetch and verify; goes on with what `order.folder` holds. Cancelling it ends it."""
        file = await self._run(order, on_event, only_look=False)
        if file is None:
            raise FetchFailedError("crashed", "the process ended without a result")
        return file

    async def _run(self, order: Order, on_event: OnEvent, *, only_look: bool) -> FetchedFile | None:
        with self.proxy.admit() as way_out:
            spec = self._spec(order, way_out, only_look=only_look)
            try:
                async with started(spec) as child, Tasks() as tasks:
                    tasks.start(child.listen(), name="fetching-process-words")
                    return await self._follow(child, on_event, only_look=only_look)
            except FetchFailedError as failure:
                raise _told_by_proxy(failure, way_out) from failure

    def _spec(self, order: Order, way_out: EgressPass, *, only_look: bool) -> Spec:
        return Spec(
            url=order.url,
            folder=str(order.folder),
            proxy=way_out.url,
            format=order.profile.format,
            sort=order.profile.sort,
            audio_only=order.profile.audio_only,
            subtitles=self.subtitles,
            generic_sites=self.generic_sites,
            only_look=only_look,
            most_bytes=self.most_bytes,
        )

    async def _follow(
        self, child: Child, on_event: OnEvent, *, only_look: bool
    ) -> FetchedFile | None:
        result: FetchedFile | None = None
        events = aiter(child)
        while (event := await self._next(events)) is not None:
            match event:
                case Probed() | Pictured() | Progress():
                    await on_event(event)
                case Done():
                    result = event.file
                case Failed():
                    raise FetchFailedError(event.kind, event.said)
                case _:
                    assert_never(event)
        status = await child.process.wait()
        if status == CANCELLED:
            raise FetchFailedError("crashed", "the process was interrupted")
        if status != 0 or (result is None and not only_look):
            log.warning("fetching_process_crashed", status=status, said=list(child.said)[-3:])
            raise FetchFailedError("crashed", f"the process ended with status {status}")
        return result

    async def _next(self, events: AsyncIterator[Event]) -> Event | None:
        try:
            async with asyncio.timeout(self.silent_for):
                return await anext(events, None)
        except TimeoutError as silent:
            raise FetchFailedError("network", "nothing has moved for a long time") from silent


def _told_by_proxy(failure: FetchFailedError, way_out: EgressPass) -> FetchFailedError:
    if failure.kind not in _VAGUE or not way_out.refusals:
        return failure
    reason = next((one for one in _BY_REFUSAL if one in way_out.refusals), "unreachable")
    return FetchFailedError(_BY_REFUSAL[reason], failure.said)


def _inner(outer: str) -> Path:
    folder = Path(outer, "work")
    folder.mkdir()
    return folder
